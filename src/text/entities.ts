import { decode } from 'html-entities';

/** Entities nested deeper than this are not text that anybody wrote; it keeps hostile input linear. */
const MAX_DEPTH = 8;

const STRICT = { scope: 'strict', level: 'all' } as const;

/**
 * Decodes HTML entities that end with `;` until none is left ("&amp;amp;lt;" -> "<").
 * The result holds nothing that a second call would decode: past the depth limit every `&` becomes a space.
 */
export function decodeEntities(text: string): string {
  let current = text;
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    const ampersand = current.indexOf('&');
    if (ampersand < 0 || !current.includes(';', ampersand)) return current;
    const decoded = decode(current, STRICT);
    if (decoded === current) return current;
    current = decoded;
  }
  return current.replaceAll('&', ' ');
}
