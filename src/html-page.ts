import { grouped } from './figure-words.js';

/** Parts of the self-contained pages that reports are: one file, no script, nothing asked of anybody. */

/** Tables of up to 15 rows stay on one sheet of paper; longer ones are cut between rows, under a repeated head. */
const STYLE = `
:root { color-scheme: light dark; --line: #8886; --soft: #8882; }
:root { font-size: 15px; } body { font: 1rem/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-top: 1.5rem; }
h1, h2, h3, p { overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } .scroll + .scroll { margin-top: 1.25rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--line); }
th { background: var(--soft); } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
td.n { white-space: nowrap; }
p.note { opacity: .8; }
@page { size: A4; margin: 15mm; }
@media print { :root { color-scheme: light; font-size: 11px; } body { margin: 0; padding: 0; max-width: none; }
  h1, h2, h3, p.note { break-after: avoid; } .scroll { overflow: visible; }
  table:not(:has(tbody tr:nth-child(16))) { break-inside: avoid; }
  tr { break-inside: avoid; } thead { display: table-header-group; } th, td { padding: .2rem .3rem; } }`;

/**
 * A whole page.
 * @param body markup; what came from outside is escaped in it
 * @param style added to the style that all pages have
 */
export function htmlPage(title: string, body: readonly string[], style = ''): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><style>${STYLE}${style}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    ...body,
    '</body></html>\n',
  ].join('');
}

/** The heading of a column; one whose cells are texts that show numbers says so, and stands to the right. */
export type Heading = string | { readonly number: string };

/** A table of texts and numbers, all escaped, that scrolls by itself where the window is narrow. */
export function htmlTable(head: readonly Heading[], rows: readonly (readonly (string | number)[])[]): string {
  const numbers = head.map(
    (heading, at) =>
      typeof heading !== 'string' || (rows.length > 0 && rows.every((row) => typeof row[at] === 'number')),
  );
  const cell = (tag: 'th' | 'td', value: string | number, at: number): string => {
    const text = typeof value === 'number' ? grouped(value) : value;
    return `<${tag}${numbers[at] === true ? ' class="n"' : ''}>${breakable(escaped(text))}</${tag}>`;
  };
  const line = (tag: 'th' | 'td', cells: readonly (string | number)[]): string =>
    `<tr>${cells.map((value, at) => cell(tag, value, at)).join('')}</tr>`;
  const titles = head.map((heading) => (typeof heading === 'string' ? heading : heading.number));
  const body = rows.map((row) => line('td', row)).join('');
  return `<div class="scroll" tabindex="0"><table><thead>${line('th', titles)}</thead><tbody>${body}</tbody></table></div>`;
}

/** Words as long as hashes may be broken: a table can then be as narrow as its window or its paper. */
function breakable(markup: string): string {
  return markup.replace(/(?:&[^;]+;|[^\s&]){20}(?=\S)/gu, '$&<wbr>');
}

/** A remark, set back. */
export function htmlNote(text: string): string {
  return `<p class="note">${escaped(text)}</p>`;
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text that can stand in HTML; controls and marks that turn the direction of writing are left out. */
export function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/[&<>"']/g, (sign) => ENTITIES.get(sign) ?? '');
}
