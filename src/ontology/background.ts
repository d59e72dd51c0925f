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
import { NOTHING_LENT, type Lent } from './lent.js';
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
  readonly lent?: Lent;
  readonly vectorsPath: string;
  readonly outPath: string;
}

/**
 * Writes how near each concept of a catalogue is to what people say of others (`src/index/hubness.ts`).
 * @throws AppError `job_cancelled`, and what the encoder throws
 */
export async function buildHubness(
  { background, vectors, catalogue, lent = NOTHING_LENT, ...build }: HubnessBuild,
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
      ...{ size: size + lent.names.length, concepts: concepts + lent.lenders.length },
      ...(await rowsOf(catalogue, lent, build, signal)),
      levels: NAME_KINDS.length,
      background: await vectors(signal),
      own: await ownMentions(catalogue, lent, background, concepts, signal),
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
  lent: Lent,
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
  for (const { normal, lender, kind } of lent.names)
    lentOf.set(normal, [...(lentOf.get(normal) ?? []), { concept: concepts + lender, kind }]);
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

const SLICE = 2048;

/** The concept of each of the first `size` names and of those that are lent, and its kind as a level: the stronger the lower. */
async function rowsOf(
  catalogue: Catalogue,
  lent: Lent,
  { size, concepts }: Pick<HubnessBuild, 'size' | 'concepts'>,
  signal: AbortSignal,
): Promise<{ conceptOf: Int32Array<ArrayBuffer>; levelOf: Uint8Array<ArrayBuffer> }> {
  const conceptOf = new Int32Array(size + lent.names.length);
  const levelOf = new Uint8Array(size + lent.names.length);
  lent.names.forEach(({ lender, kind }, i) => {
    conceptOf[size + i] = concepts + lender;
    levelOf[size + i] = NAME_KINDS.indexOf(kind);
  });
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
