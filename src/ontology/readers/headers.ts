/** A header as it is compared: without case, spaces and punctuation. */
export function plainHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The same without a number at its end, so that `synonym 1` and `synonym 2` are both synonyms. */
export function headerKey(header: string): string {
  const key = plainHeader(header);
  return key.replace(/\d+$/, '') || key;
}

/** What to call each column in messages and reports: its header, made unique. */
export function titlesOf(header: readonly string[]): readonly string[] {
  return header.map((cell, at) => {
    const title = cell.trim() || `column ${at + 1}`;
    const repeated = header.findIndex((other) => other.trim() === cell.trim()) !== at;
    return repeated && cell.trim() !== '' ? `${title} (column ${at + 1})` : title;
  });
}

/** Titles, or what else is to be told apart, in quotes; long ones are cut. */
export function quoted(titles: readonly string[]): string {
  return titles.map((title) => `"${title.slice(0, 60)}"`).join(', ');
}

/** The words of a text, as lists of headers are written down. */
export function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
