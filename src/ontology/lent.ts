import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { AppError } from '../errors.js';
import { NAME_KINDS } from './concept.js';

/**
 * How near a concept must be to lend its names, and what it reaches less for the other than this one by its own names,
 * times 1 - cosine. Chosen on development mentions of lists whose concepts go by another name than in the starter, and
 * of lists without such concepts (models/training, `nearest.py`).
 */
export const LENDING = { least: 0.6, discount: 0.3 } as const;

/** What a concept reaches less for one that is so near. */
export function discountOf(cosine: number): number {
  return LENDING.discount * (1 - cosine);
}

export const LENT_FILE = 'lent.json';

const LentSchema = Type.Object({
  lenders: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      /** Row of the concept that it speaks for. */
      concept: Type.Integer({ minimum: 0 }),
      cosine: Type.Number(),
    }),
  ),
  names: Type.Array(
    Type.Object({
      /** Place among the lenders. */
      lender: Type.Integer({ minimum: 0 }),
      text: Type.String(),
      normal: Type.String(),
      kind: Type.Union(NAME_KINDS.map((kind) => Type.Literal(kind))),
    }),
  ),
});

/** Concepts of the starter that are near to concepts of an ontology, and their names, which follow the catalogue's. */
export type Lent = Static<typeof LentSchema>;

const isLent = TypeCompiler.Compile(LentSchema);

export const NOTHING_LENT: Lent = { lenders: [], names: [] };

/** @throws AppError `artefact_invalid` */
export async function readLent(folder: string): Promise<Lent> {
  const value: unknown = JSON.parse(await readFile(join(folder, LENT_FILE), 'utf8'));
  if (!isLent.Check(value))
    throw new AppError('artefact_invalid', `${folder}: ${LENT_FILE} does not hold lent names`);
  return value;
}
