import type { ReadChoice } from '../../src/ontology/readers/choice.js';
import type { SourceFormat } from '../../src/ontology/readers/reader.js';

export interface ReadingRequest {
  readonly format: SourceFormat;
  readonly folder: string;
  readonly choice: ReadChoice;
}

export interface Reading {
  readonly concepts: number;
  /** Names besides the preferred ones. */
  readonly names: number;
  readonly seconds: number;
  /** The most memory that the process ever held, in bytes. */
  readonly peak: number;
}
