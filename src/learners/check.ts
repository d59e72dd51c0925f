import { AppError } from '../errors.js';
import type { TrainInput } from './types.js';

/** How far from 1 the length of a vector may be. */
const LENGTH_ERROR = 1e-3;

/** @throws AppError `learner_invalid` when the parts of the input do not fit together, or say nothing */
export function checkInput({ mentions, forms, concepts, names, named, dense, dimension }: TrainInput): void {
  if (!(Number.isInteger(dimension) && dimension > 0))
    throw wrong(`The dimension ${dimension} is no whole number above 0.`);
  if (forms.length !== concepts.length)
    throw wrong(`There are ${forms.length} forms of mentions, but concepts of ${concepts.length}.`);
  if (dense && dense.length !== forms.length)
    throw wrong(`There are ${forms.length} mentions, but proposals for ${dense.length}.`);
  if (named && named.length !== forms.length)
    throw wrong(`There are ${forms.length} mentions, but ${named.length} marks whether they are names.`);
  checkVectors('mention', mentions, forms.length, dimension);
  checkVectors('name', names.vectors, names.concepts.length, dimension);
  const negative = concepts.findIndex((concept) => concept < 0);
  if (negative >= 0)
    throw wrong(`Mention ${negative + 1} (“${forms[negative] ?? ''}”) has no concept; leave it out.`);
  if (new Set(concepts).size < 2)
    throw wrong(
      'All mentions are coded with the same concept; learning takes at least 2 concepts. Code others, too.',
    );
  if (!names.concepts.some((concept) => concept >= 0))
    throw wrong(
      'There is no name that may be proposed; learning compares mentions with the names of concepts.',
    );
}

function checkVectors(what: string, vectors: Float32Array, count: number, dimension: number): void {
  if (vectors.length !== count * dimension)
    throw wrong(`${count} ${what}s of ${dimension} floats are ${count * dimension}, not ${vectors.length}.`);
  for (let row = 0; row < count; row += 1) {
    let square = 0;
    for (let i = row * dimension; i < (row + 1) * dimension; i += 1) square += (vectors[i] ?? 0) ** 2;
    // Written so that NaN fails, too.
    if (!(Math.abs(square - 1) < LENGTH_ERROR))
      throw wrong(`The vector of ${what} ${row + 1} has the length ${Math.sqrt(square)} instead of 1.`);
  }
}

function wrong(detail: string): AppError {
  return new AppError('learner_invalid', detail);
}
