import type { GoldSpan } from '../gold.js';

export type Pieces = GoldSpan['pieces'];

/**
 * Turns offsets that count code points, as Python writes them, into offsets of UTF-16 code units.
 * @param text what the offsets count in
 */
export function utf16Offsets(text: string): (pieces: Pieces) => Pieces {
  const pairs = [...pairPlaces(text)];
  if (pairs.length === 0) return (pieces) => pieces;
  const moved = (offset: number): number => {
    const after = pairs.findIndex((place) => place >= offset);
    return offset + (after === -1 ? pairs.length : after);
  };
  return (pieces) => pieces.map(({ start, end }) => ({ start: moved(start), end: moved(end) }));
}

/** Which code points of a text take two code units. */
function* pairPlaces(text: string): Generator<number, void, undefined> {
  if (!/[\ud800-\udbff]/.test(text)) return;
  let place = 0;
  for (const char of text) {
    if (char.length === 2) yield place;
    place += 1;
  }
}

/** From the first piece to the last; null where no place is known. */
export function hullOf(pieces: Pieces): Pieces[number] | null {
  const [first] = pieces;
  if (!first) return null;
  return pieces.reduce(
    ({ start, end }, piece) => ({ start: Math.min(start, piece.start), end: Math.max(end, piece.end) }),
    first,
  );
}

/** Whether the pieces of a text are the mention, but for case and white space. */
export function fits(text: string, pieces: Pieces, mention: string): boolean {
  return bare(pieces.map(({ start, end }) => text.slice(start, end)).join('')) === bare(mention);
}

/** Without white space and capitals, as offsets and mentions are compared. */
export function bare(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}

/** Offsets such as `9 13;20 25`; null where they are none, or end before they begin. */
export function piecesIn(text: string): Pieces | null {
  return checked(text.split(';').map((piece) => piece.trim().split(/\s+/)));
}

/** The same where beginnings and ends stand apart, several of them with `;` or `,` between. */
export function piecesBetween(begin: string, end: string): Pieces | null {
  const ends = end.split(/[;,]/);
  const begins = begin.split(/[;,]/);
  if (begins.length !== ends.length) return null;
  return checked(begins.map((one, at) => [one.trim(), ends[at]?.trim() ?? '']));
}

/** The same where lengths stand in place of ends. */
export function lengthened(begin: string, length: string): Pieces | null {
  const begins = begin.split(',').map((one) => one.trim());
  const lengths = length.split(',').map((one) => one.trim());
  if (begins.length !== lengths.length) return null;
  return checked(
    begins.map((one, at) => [one, one === '' ? '' : String(Number(one) + Number(lengths[at] ?? ''))]),
  );
}

function checked(pairs: readonly (readonly string[])[]): Pieces | null {
  const pieces = pairs.map(([start = '', end = '']) => ({ start: whole(start), end: whole(end) }));
  return pieces.every(({ start, end }) => start >= 0 && start < end) ? pieces : null;
}

/** NaN for what is no whole number. */
function whole(text: string): number {
  return /^\d{1,9}(?:\.0)?$/.test(text) ? Number(text) : Number.NaN;
}
