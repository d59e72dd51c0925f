import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Encoder } from '../encoder/index.js';
import { writeHubness, type HubnessRequest } from '../index/index.js';
import { inSlices } from '../in-slices.js';
import type { Catalogue } from '../store/index.js';
import { normalForm } from '../text/index.js';
import { nameInput } from './catalogue-build.js';
import { cancelled } from './catalogue-thread.js';
import { NAME_KINDS } from './concept.js';
import { eachName } from './each-name.js';
import { countLent, lentNames, type Lender } from './lent.js';
import type { WorkContext } from './service.js';

/** A line of the file: what somebody said, and the preferred name and the synonyms of what is meant. */
const MentionSchema = Type.Object({
  text: Type.String({ minLength: 1 }),
  names: Type.Array(Type.String(), { minItems: 1 }),
});

export type BackgroundMention = Static<typeof MentionSchema>;

/** Reads a line of the file; null for one that is no mention with the names of its concept. */
export function parseMention(line: string): BackgroundMention | null {
  try {
    const mention: unknown = JSON.parse(line);
    return Value.Check(MentionSchema, mention) ? mention : null;
  } catch {
    return null;
  }
}

/** Mentions of all kinds of concepts, that those of an ontology are seen against. */
export interface Background {
  readonly sha256: string;
  readonly texts: readonly string[];
  /** Of each mention the normal forms of its concept's preferred name and synonyms. */
  readonly forms: readonly (readonly string[])[];
}

/** The vectors of the background's mentions, one after another: the encoder makes them once. */
export type BackgroundVectors = (signal: AbortSignal) => Promise<Float32Array<ArrayBuffer>>;

export function backgroundVectors({ texts }: Background, encoder: Encoder): BackgroundVectors {
  let known: Float32Array<ArrayBuffer> | undefined;
  return async (signal) =>
    (known ??= Float32Array.from(
      await encoder.embed(texts.map(nameInput), { lane: 'background', fixed: true, signal }),
    ));
}

/** @throws Error that names the line that is no mention with the names of its concept */
export async function readBackground(path: string): Promise<Background> {
  const content = await readFile(path, 'utf8');
  const mentions = content
    .split('\n')
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      const mention = parseMention(line);
      if (mention) return mention;
      throw new Error(`${path}:${number}: no text with the names of its concept`);
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
  readonly vectors: BackgroundVectors;
  readonly dimension: number;
  readonly catalogue: Catalogue;
  readonly concepts: number;
  /** The first so many names have vectors, and behind them those that are lent. */
  readonly size: number;
  readonly lenders: readonly Lender[];
  readonly vectorsPath: string;
  readonly outPath: string;
}

/**
 * Writes how near each concept of a catalogue is to what people say of others (`src/index/hubness.ts`).
 * @throws AppError `job_cancelled`, and what the encoder throws
 */
export async function buildHubness(
  { background, vectors, catalogue, lenders, ...build }: HubnessBuild,
  { onProgress, signal }: WorkContext,
): Promise<void> {
  const progress = (fraction: number): void => {
    onProgress({ phase: 'hubness', fraction });
  };
  progress(0);
  try {
    const { size, concepts } = build;
    const request = {
      ...build,
      ...{ size: size + countLent(lenders), concepts: concepts + lenders.length },
      ...(await rowsOf(catalogue, lenders, build, signal)),
      levels: NAME_KINDS.length,
      background: await vectors(signal),
      own: await ownMentions(catalogue, lenders, background, concepts, signal),
    };
    await writeHubness(request, { signal, onProgress: progress });
  } catch (error) {
    throw signal.aborted ? cancelled() : error;
  }
}

/**
 * Concepts, in ascending order, each with a mention that means it: its concept shares a name with this one, lay names
 * apart, or what is said is a name of this one itself.
 */
async function ownMentions(
  catalogue: Catalogue,
  lenders: readonly Lender[],
  { texts, forms }: Background,
  concepts: number,
  signal: AbortSignal,
): Promise<HubnessRequest['own']> {
  const mentions = texts.map((text, mention) => ({
    mention,
    said: normalForm(text),
    names: forms[mention] ?? [],
  }));
  const pairs: { concept: number; mention: number }[] = [];
  const lentOf = new Map<string, { concept: number; kind: string }[]>();
  await inSlices(
    lentNames(lenders),
    ({ name: { normal, kind }, lender }) => {
      const name = { concept: concepts + lender, kind };
      const others = lentOf.get(normal);
      if (others) others.push(name);
      else lentOf.set(normal, [name]);
    },
    signal,
  );
  const named = (form: string) => [...catalogue.namesOfNormal(form), ...(lentOf.get(form) ?? [])];
  await inSlices(
    mentions,
    ({ mention, said, names }) => {
      const meant = names.flatMap((form) => named(form).filter(({ kind }) => kind !== 'lay'));
      for (const concept of new Set([...meant, ...named(said)].map(({ concept }) => concept)))
        pairs.push({ concept, mention });
    },
    signal,
  );
  pairs.sort((a, b) => a.concept - b.concept);
  return {
    concepts: Int32Array.from(pairs, ({ concept }) => concept),
    mentions: Int32Array.from(pairs, ({ mention }) => mention),
  };
}

/** The concept of each of the first `size` names and of those that are lent, and its kind as a level: the stronger the lower. */
async function rowsOf(
  catalogue: Catalogue,
  lenders: readonly Lender[],
  { size, concepts }: Pick<HubnessBuild, 'size' | 'concepts'>,
  signal: AbortSignal,
): Promise<{ conceptOf: Int32Array<ArrayBuffer>; levelOf: Uint8Array<ArrayBuffer> }> {
  const all = size + countLent(lenders);
  const conceptOf = new Int32Array(all);
  const levelOf = new Uint8Array(all);
  const add = (row: number, concept: number, kind: string): void => {
    conceptOf[row] = concept;
    levelOf[row] = NAME_KINDS.findIndex((each) => each === kind);
  };
  await eachName(
    catalogue,
    size,
    ({ concept, kind }, row) => {
      add(row, concept, kind);
    },
    signal,
  );
  let row = size;
  await inSlices(
    lentNames(lenders),
    ({ lender, name }) => {
      add(row, concepts + lender, name.kind);
      row += 1;
    },
    signal,
  );
  return { conceptOf, levelOf };
}
