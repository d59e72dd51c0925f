const US_ENGLISH = '900000000000509007';
const GB_ENGLISH = '900000000000508004';

/** Whose names are read, and whose preference counts. */
export interface SnomedLanguage {
  /** As it was asked for: `en`, `en-gb`. */
  readonly asked: string;
  /** As descriptions have it: `en`. */
  readonly code: string;
  /** Language reference sets, the one that counts most first; all others come after these. */
  readonly refsets: readonly string[];
}

/** A description that no reference set prefers comes after all that one does. */
export const NOT_PREFERRED = 255;

/** @param asked a language's code; undefined for English */
export function snomedLanguage(asked = 'en'): SnomedLanguage {
  if (asked === 'en' || asked === 'en-us') return { asked, code: 'en', refsets: [US_ENGLISH, GB_ENGLISH] };
  if (asked === 'en-gb') return { asked, code: 'en', refsets: [GB_ENGLISH, US_ENGLISH] };
  return { asked, code: asked, refsets: [] };
}

/** How much it counts that a reference set prefers a description: 0 is most. */
export function rankOf(refset: string, { refsets }: SnomedLanguage): number {
  const at = refsets.indexOf(refset);
  return at < 0 ? refsets.length : at;
}
