import { headerKey, words } from './headers.js';

/** The levels above an LLT, from the top. */
export const FLAT_LEVELS = ['SOC', 'HLGT', 'HLT', 'PT'] as const;
export type FlatLevel = (typeof FLAT_LEVELS)[number];

export type FlatField =
  `${FlatLevel | 'LLT'} ${'code' | 'term'}` | 'LLT currency' | 'primary path' | 'primary SOC code';

/** What the columns of a flat MedDRA table are, by their position. */
export type FlatColumns = ReadonlyMap<FlatField, number>;

const HEADERS: readonly (readonly [FlatField, readonly string[]])[] = [
  ...(['LLT', ...FLAT_LEVELS] as const).flatMap((level): [FlatField, readonly string[]][] => {
    const key = level.toLowerCase();
    return [
      [`${level} code`, [`${key}code`]],
      [`${level} term`, [`${key}term`, `${key}name`, key]],
    ];
  }),
  ['LLT currency', words('lltcurrency lltcurrent lltcurrencyflag lltiscurrent currency')],
  ['primary path', words('primarysocfg primarysocflag primarysoc primarypath')],
  ['primary SOC code', ['ptsoccode']],
];

/** Header columns without which a table is no flat MedDRA table. */
export const FLAT_NEEDED = ['LLT code', 'LLT term', 'PT code', 'PT term'] as const;

/**
 * Recognises a table that has MedDRA's levels side by side: one row an LLT, with the levels above it. Of a level
 * that has only a code or only a term, nothing is taken.
 */
export function flatColumnsOf(header: readonly string[]): FlatColumns | null {
  const keys = header.map(headerKey);
  const found = new Map<FlatField, number>();
  for (const [field, names] of HEADERS) {
    const at = names.map((name) => keys.indexOf(name)).find((index) => index !== -1);
    if (at !== undefined) found.set(field, at);
  }
  if (FLAT_NEEDED.some((field) => !found.has(field))) return null;
  for (const level of FLAT_LEVELS) {
    if (found.has(`${level} code`) && found.has(`${level} term`)) continue;
    found.delete(`${level} code`);
    found.delete(`${level} term`);
  }
  return found;
}
