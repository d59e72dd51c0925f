/**
 * Refuses what no index can answer.
 *
 * @param queries `count` vectors of `dimension` floats
 * @param k how many neighbours are asked for
 * @throws RangeError naming what is wrong
 */
export function checkQueries(queries: Float32Array, count: number, dimension: number, k: number): void {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`count is ${count}; it must be 1 or more`);
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k is ${k}; it must be 1 or more`);
  if (queries.length !== count * dimension) {
    throw new RangeError(`${queries.length} floats are not ${count} queries of ${dimension}`);
  }
  if (!allFinite(queries)) throw new RangeError('a query holds a value that is not finite');
}

/** @throws RangeError unless there is at least one row of at least one float */
export function checkShape(size: number, dimension: number): void {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`an index of ${size} rows cannot be searched`);
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new RangeError(`rows of ${dimension} floats cannot be searched`);
  }
}

/** Whether no value is NaN or infinite. */
export function allFinite(values: Float32Array): boolean {
  let sum = 0;
  // Zero times a finite value is zero, and NaN times anything else: one test at the end, for many millions.
  for (let i = 0; i < values.length; i += 1) sum += (values[i] ?? 0) * 0;
  return sum === 0;
}
