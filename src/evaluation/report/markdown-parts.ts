import type { RunManifest } from '../manifest.js';

/** Digits of a hash; the manifest has all of them. */
const SHOWN_DIGITS = 16;

/** What decides a run's figures, by the beginnings of its hashes. */
export function hashes({ goldSet, ontology, encoder, posts, predictionsSha256 }: RunManifest): string {
  const parts = {
    ...{ 'gold set': goldSet.sha256, artefact: ontology.artefact, encoder: encoder.hash },
    ...(posts && { classifier: posts.classifier.hash, extractor: posts.extractor.hash }),
  };
  return Object.entries({ ...parts, predictions: predictionsSha256 })
    .map(([name, hash]) => `${name} ${inline(hash.replace(/^sha256:/, '').slice(0, SHOWN_DIGITS))}`)
    .join(' · ');
}

/** A table of texts, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(inline).join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [row(head), `| ${rule.join(' | ')} |`, ...rows.map(row)].join('\n');
}

/** A command in a fence that none of its own backticks closes. */
export function command(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}sh\n${text.replace(/[\p{Cc}]+/gu, ' ')}\n${fence}`;
}

/** Text on one line that says what it says: nothing in it is markup. */
export function inline(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ').replace(/[\\`*_[\]<>|~#&]/g, '\\$&');
}

/** Paragraphs, tables and fences, apart by empty lines. */
export function blocks(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
