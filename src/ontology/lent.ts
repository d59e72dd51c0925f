import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Type, type Static } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { AppError } from '../errors.js';
import { inSlices, pausing } from '../in-slices.js';
import { NAME_KINDS } from './concept.js';

/**
 * How near a concept must be to lend its names, and what it reaches less for the other than this one by its own names,
 * times 1 - cosine. Chosen on development mentions of lists whose concepts go by another name than in the starter, and
 * of lists without such concepts (models/training, `nearest.py`). An artefact holds what is near enough: another `least`
 * wants another `ARTEFACT_FORMAT`.
 */
export const LENDING = { least: 0.6, discount: 0.3 } as const;

/** What a concept reaches less for one that is so near. */
export function discountOf(cosine: number): number {
  return LENDING.discount * (1 - cosine);
}

/** One lender a line. */
export const LENT_FILE = 'lent.jsonl';

const LenderSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Row of the concept that it speaks for. */
  concept: Type.Integer({ minimum: 0 }),
  cosine: Type.Number(),
  /** All its names, the preferred one too. */
  names: Type.Array(
    Type.Object({
      text: Type.String(),
      normal: Type.String(),
      kind: Type.Union(NAME_KINDS.map((kind) => Type.Literal(kind))),
    }),
  ),
});

/** A concept of the starter that is near to one of an ontology, and speaks for it. */
export type Lender = Static<typeof LenderSchema>;

interface LentName {
  readonly name: Lender['names'][number];
  /** Place of its concept among the lenders. */
  readonly lender: number;
}

const isLender = TypeCompiler.Compile(LenderSchema);

/** The lenders' names as they follow those of the catalogue. */
export function* lentNames(lenders: readonly Lender[]): Generator<LentName> {
  for (const [lender, { names }] of lenders.entries()) for (const name of names) yield { name, lender };
}

export function countLent(lenders: readonly Lender[]): number {
  return lenders.reduce((total, { names }) => total + names.length, 0);
}

/** @throws the signal's reason, once it is aborted */
export async function writeLent(
  folder: string,
  lenders: readonly Lender[],
  signal: AbortSignal,
): Promise<void> {
  const lines = await inSlices(lenders, (lender) => `${JSON.stringify(lender)}\n`, signal);
  await writeFile(join(folder, LENT_FILE), lines);
}

/** Reads line by line, so that requests are answered meanwhile. @throws AppError `artefact_invalid` */
export async function readLent(folder: string): Promise<Lender[]> {
  const lenders: Lender[] = [];
  const pauses = pausing();
  const input = createReadStream(join(folder, LENT_FILE));
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    lenders.push(parseLender(line, folder));
    if (pauses.isDue()) await pauses.make();
  }
  return lenders;
}

function parseLender(line: string, folder: string): Lender {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Told below, with what is no lender.
  }
  if (isLender.Check(value)) return value;
  throw new AppError('artefact_invalid', `${folder}: ${LENT_FILE} holds a line that is no lender`);
}
