import type { Mark } from '../types.js';

/**
 * The type of an event where a format has no place for its mark, or readers choose by type: what is not reported is of a
 * type of its own (`ADR_negated`), so that whoever reads `ADR` gets what is reported.
 */
export function markedType(type: string, mark: Mark): string {
  return mark === 'reported' ? type : `${type}_${mark}`;
}
