import { extname } from 'node:path';
import { csvReader } from './csv.js';
import { jsonlReader } from './jsonl.js';
import type { OntologyReader, SourceFormat } from './reader.js';
import { readBeginning } from './text-source.js';

export const readers: Readonly<Record<SourceFormat, OntologyReader>> = { csv: csvReader, jsonl: jsonlReader };

/**
 * Tells a file's format: by its name where that is `.jsonl` or `.ndjson`, else by whether it begins as JSON does.
 * @throws AppError `ontology_invalid` when the file cannot be read or is binary
 */
export async function detectFormat(path: string, fileName: string): Promise<SourceFormat> {
  const beginning = await readBeginning(path, { fileName });
  if (['.jsonl', '.ndjson'].includes(extname(fileName).toLowerCase())) return 'jsonl';
  return /^\s*(?:\{\s*"|\{\s*$|\[\s*[[{])/.test(beginning) ? 'jsonl' : 'csv';
}

/** The reader of a format. */
export function openReader(format: SourceFormat): OntologyReader {
  return readers[format];
}
