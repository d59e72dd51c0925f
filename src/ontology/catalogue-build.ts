import { cleanMention, normalForm } from '../text/index.js';
import { writeCatalogue, type CatalogueConceptRow, type CatalogueNameRow } from '../store/index.js';
import { AppError } from '../errors.js';
import { createExpander } from './expansion.js';
import { NAME_KINDS, type CatalogueName, type SourceConcept } from './concept.js';
import { openReader } from './readers/index.js';
import type { ReadChoice } from './readers/choice.js';
import type { SourceFormat } from './readers/reader.js';
import { conceptsInCycles } from './cycles.js';
import type { VersionReport } from './service.js';

export interface CatalogueRequest {
  readonly sourcePath: string;
  readonly fileName: string;
  readonly format: SourceFormat;
  readonly choice: ReadChoice;
  /** The starter vocabulary's file, where its names are to be attached. */
  readonly starterPath: string | null;
  /** Where to write; null only reads and reports. */
  readonly cataloguePath: string | null;
  readonly maxNames: number;
}

export interface CatalogueResult {
  readonly report: VersionReport;
  readonly concepts: number;
  /** Names that can be proposed. */
  readonly names: number;
  /** The first so many of them are preferred names and synonyms; lay names follow. */
  readonly coreNames: number;
}

/**
 * Reads a source, attaches the starter vocabulary's names, and writes the catalogue. Names are laid out so
 * that dense search can begin with a part: preferred names and synonyms, then lay names, then those of
 * headings and retired concepts, which are never proposed.
 * @throws AppError `ontology_invalid`, `too_many_names`
 */
export async function buildCatalogue(
  request: CatalogueRequest,
  onRows: (rows: number) => void,
): Promise<CatalogueResult> {
  const expander = request.starterPath === null ? null : createExpander(await readAll(request.starterPath));
  const concepts: CatalogueConceptRow[] = [];
  const core: CatalogueNameRow[] = [];
  const lay: CatalogueNameRow[] = [];
  const unproposed: CatalogueNameRow[] = [];
  const reader = openReader(request.format).read(request.sourcePath, {
    fileName: request.fileName,
    choice: request.choice,
    onRow: onRows,
  });
  for (;;) {
    const next = await reader.next();
    if (next.done) {
      const names = [...core, ...lay];
      if (request.cataloguePath !== null)
        writeCatalogue(request.cataloguePath, concepts, [...names, ...unproposed]);
      return {
        report: {
          read: next.value,
          expansion: expander?.report() ?? null,
          cycles: conceptsInCycles(concepts),
          warnings: [],
        },
        concepts: concepts.length,
        names: names.length,
        coreNames: core.length,
      };
    }
    const concept = next.value;
    const row = concepts.length;
    concepts.push(concept);
    const names = expander ? expander.expand(concept).names : ownNames(concept);
    const proposed = concept.selectable && concept.status === 'current';
    for (const name of names) {
      const list = !proposed ? unproposed : name.kind === 'lay' ? lay : core;
      list.push({ concept: row, ...name, normal: normalForm(name.text) });
    }
    if (core.length + lay.length > request.maxNames) {
      throw new AppError(
        'too_many_names',
        `${request.fileName} has more than ${request.maxNames} names; keep a part of it, or raise ADE_MAX_NAMES.`,
      );
    }
  }
}

/** What the encoder sees of a name; mentions go through the same cleaning. */
export function nameInput(text: string): string {
  return cleanMention(text);
}

function ownNames(concept: SourceConcept): CatalogueName[] {
  const all = [{ text: concept.name, kind: NAME_KINDS[0], origin: 'ontology' as const }];
  return [...all, ...concept.names.map((name) => ({ ...name, origin: 'ontology' as const }))];
}

async function readAll(path: string): Promise<SourceConcept[]> {
  const concepts: SourceConcept[] = [];
  for await (const concept of openReader('jsonl').read(path, { fileName: 'starter.jsonl' }))
    concepts.push(concept);
  return concepts;
}
