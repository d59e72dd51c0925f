import { extname } from 'node:path';
import { csvReader } from './csv.js';
import { jsonlReader } from './jsonl.js';
import { oboGraphsReader } from './obo-graphs.js';
import { oboReader } from './obo.js';
import type { OntologyReader, SourceFormat } from './reader.js';
import { readBeginning } from './text-source.js';

export const readers: Readonly<Record<SourceFormat, OntologyReader>> = {
  csv: csvReader,
  jsonl: jsonlReader,
  obo: oboReader,
  'obo-graphs': oboGraphsReader,
};

const NAMED = new Map<string, SourceFormat>([
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.obo', 'obo'],
]);

// Comments may stand before the first tag.
const OBO = /^\s*(?:![^\r\n]*[\r\n]\s*)*(?:format-version\s*:|\[Term\][^\S\r\n]*(?:[\r\n]|$))/;
const GRAPHS_FIRST = /^\s*\{\s*"graphs"\s*:\s*\[/;
const GRAPHS_AMONG_OTHERS = /^\s*\{[^]*"graphs"\s*:\s*\[/;
const JSON_ROWS = /^\s*(?:\{\s*"|\{\s*$|\[\s*[[{])/;

/**
 * Tells a file's format: by its name where that is `.jsonl`, `.ndjson` or `.obo`, else by how it begins.
 * @throws AppError `ontology_invalid` when the file cannot be read or is binary
 */
export async function detectFormat(path: string, fileName: string): Promise<SourceFormat> {
  const beginning = await readBeginning(path, { fileName });
  const extension = extname(fileName).toLowerCase();
  const named = NAMED.get(extension);
  if (named) return named;
  // A row of JSONL may have a member of that name, too, but hardly as its first.
  if ((extension === '.json' ? GRAPHS_AMONG_OTHERS : GRAPHS_FIRST).test(beginning)) return 'obo-graphs';
  if (OBO.test(beginning)) return 'obo';
  return JSON_ROWS.test(beginning) ? 'jsonl' : 'csv';
}

/** The reader of a format. */
export function openReader(format: SourceFormat): OntologyReader {
  return readers[format];
}
