import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Encoder } from '../encoder/index.js';
import { buildIndex } from '../index/index.js';
import { inSlices } from '../in-slices.js';
import type { Catalogue } from '../store/index.js';
import { normalForm } from '../text/index.js';
import { nameInput } from './catalogue-build.js';
import { NAME_KINDS } from './concept.js';
import type { WorkContext } from './service.js';

const Mention = Type.Object({
  text: Type.String({ minLength: 1 }),
  names: Type.Array(Type.String(), { minItems: 1 }),
});

/** Mentions of all kinds of concepts, that those of an ontology are seen against. */
export interface Background {
  readonly sha256: string;
  readonly texts: readonly string[];
  /** Of each mention the normal forms of its concept's preferred name and synonyms. */
  readonly forms: readonly (readonly string[])[];
}

/** @throws Error that names the line that is no mention with the names of its concept */
export async function readBackground(path: string): Promise<Background> {
  const content = await readFile(path, 'utf8');
  const mentions = content
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      const mention: unknown = parsed(line);
      if (Value.Check(Mention, mention)) return mention;
      throw new Error(`${path}:${i + 1}: no text with the names of its concept`);
    });
  if (mentions.length === 0) throw new Error(`${path} has no mentions`);
  return {
    sha256: createHash('sha256').update(content).digest('hex'),
    texts: mentions.map(({ text }) => text),
    forms: mentions.map(({ names }) => names.map((name) => normalForm(name))),
  };
}

export interface HubnessBuild {
  readonly background: Background;
  readonly catalogue: Catalogue;
  readonly concepts: number;
  /** The first so many names have vectors. */
  readonly size: number;
  readonly vectorsPath: string;
  readonly outPath: string;
}

/**
 * Writes how near each concept of a catalogue is to what people say of others (`src/index/hubness.ts`).
 * @throws AppError `job_cancelled`, and what the encoder throws
 */
export async function buildHubness(
  { background, catalogue, concepts, ...files }: HubnessBuild,
  encoder: Encoder,
  { signal }: Pick<WorkContext, 'signal'>,
): Promise<void> {
  const inputs = background.texts.map(nameInput);
  const vectors = await encoder.embed(inputs, { lane: 'background', fixed: true, signal });
  const own = await ownMentions(catalogue, background.forms, signal);
  const rows = await rowsOf(catalogue, files.size, signal);
  await buildIndex(
    {
      ...{ ...files, kind: 'hubness', dimension: encoder.dimension },
      ...{ ...rows, concepts, levels: NAME_KINDS.length, background: Float32Array.from(vectors), own },
    },
    { signal },
  );
}

/** The concepts that a mention means: those with a name of its concept, lay names apart. */
async function ownMentions(
  catalogue: Catalogue,
  forms: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<{ concept: number; mention: number }[]> {
  const conceptsBy = new Map<string, readonly number[]>();
  const distinct = [...new Set(forms.flat())];
  await inSlices(
    distinct,
    (form) => {
      const names = catalogue.namesOfNormal(form).filter(({ kind }) => kind !== 'lay');
      conceptsBy.set(
        form,
        names.map(({ concept }) => concept),
      );
    },
    signal,
  );
  return forms.flatMap((own, mention) =>
    [...new Set(own.flatMap((form) => conceptsBy.get(form) ?? []))].map((concept) => ({ concept, mention })),
  );
}

const SLICE = 2048;

/** The concept of each of the first `size` names, and its kind as a level: the stronger the lower. */
async function rowsOf(
  catalogue: Catalogue,
  size: number,
  signal: AbortSignal,
): Promise<{ conceptOf: Int32Array<ArrayBuffer>; levelOf: Uint8Array<ArrayBuffer> }> {
  const conceptOf = new Int32Array(size);
  const levelOf = new Uint8Array(size);
  const starts = Array.from({ length: Math.ceil(size / SLICE) }, (_, i) => i * SLICE);
  await inSlices(
    starts,
    (from) => {
      catalogue.namesBetween(from, Math.min(size, from + SLICE)).forEach(({ concept, kind }, i) => {
        conceptOf[from + i] = concept;
        levelOf[from + i] = NAME_KINDS.findIndex((each) => each === kind);
      });
    },
    signal,
  );
  return { conceptOf, levelOf };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
