import { extname } from 'node:path';
import { csvReader } from './csv.js';
import { AppError } from '../../errors.js';
import { filesIn, isFolder, type FoundFile } from './folder.js';
import { jsonlReader } from './jsonl.js';
import { isMeddraFile, meddraReader } from './meddra.js';
import { oboGraphsReader } from './obo-graphs.js';
import { oboReader } from './obo.js';
import type { OntologyReader, SourceFormat } from './reader.js';
import { isSnomedFile, snomedReader } from './snomed.js';
import { readBeginning } from './text-source.js';
import { isUmlsFile, isUmlsSign } from './umls-files.js';
import { umlsReader } from './umls.js';
import { isWorkbook } from './workbook-check.js';
import { xlsxReader } from './xlsx.js';

export { filesIn, isFolder, type FoundFile } from './folder.js';
export { isWorkbook } from './workbook-check.js';

export const readers: Readonly<Record<SourceFormat, OntologyReader>> = {
  csv: csvReader,
  xlsx: xlsxReader,
  jsonl: jsonlReader,
  obo: oboReader,
  'obo-graphs': oboGraphsReader,
  meddra: meddraReader,
  snomed: snomedReader,
  umls: umlsReader,
};

const NAMED = new Map<string, SourceFormat>([
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.obo', 'obo'],
  ['.rrf', 'umls'],
]);

/** By their names alone: what is wrong with them, their reader tells best. */
const WORKBOOKS = new Set(['.xlsx', '.xlsm']);

// Comments may stand before the first tag.
const OBO = /^\s*(?:![^\r\n]*[\r\n]\s*)*(?:format-version\s*:|\[Term\][^\S\r\n]*(?:[\r\n]|$))/;
const GRAPHS_FIRST = /^\s*\{\s*"graphs"\s*:\s*\[/;
const GRAPHS_AMONG_OTHERS = /^\s*\{[^]*"graphs"\s*:\s*\[/;
const JSON_ROWS = /^\s*(?:\{\s*"|\{\s*$|\[\s*[[{])/;

/**
 * Tells a file's format: by its name where that is `.jsonl`, `.ndjson`, `.obo`, `.rrf`, `.xlsx` or `.xlsm`, else by how it begins.
 * @throws AppError `ontology_invalid` when the file cannot be read or is binary
 */
export async function detectFormat(path: string, fileName: string): Promise<SourceFormat> {
  if (await isFolder(path)) return folderFormat(await filesIn(path), fileName);
  const extension = extname(fileName).toLowerCase();
  if (WORKBOOKS.has(extension) || (await isWorkbook(path))) return 'xlsx';
  const beginning = await readBeginning(path, { fileName });
  const named = NAMED.get(extension);
  if (named) return named;
  // A row of JSONL may have a member of that name, too, but hardly as its first.
  if ((extension === '.json' ? GRAPHS_AMONG_OTHERS : GRAPHS_FIRST).test(beginning)) return 'obo-graphs';
  if (OBO.test(beginning)) return 'obo';
  return JSON_ROWS.test(beginning) ? 'jsonl' : 'csv';
}

/** Whether a file of a folder or an archive belongs to a distribution that can be read. */
export function isDistributionFile(name: string): boolean {
  return isMeddraFile(name) || isSnomedFile(name) || isUmlsFile(name);
}

function folderFormat(files: readonly FoundFile[], fileName: string): SourceFormat {
  if (files.some(({ name }) => isMeddraFile(name))) return 'meddra';
  if (files.some(({ name }) => isSnomedFile(name))) return 'snomed';
  if (files.some(({ name }) => isUmlsSign(name))) return 'umls';
  throw noDistribution(fileName);
}

/** What to tell of a folder or archive in which no reader finds anything. */
export function noDistribution(fileName: string): AppError {
  return new AppError(
    'ontology_invalid',
    `${fileName}: no distribution that can be read is in it, such as MedAscii of MedDRA, an RF2 snapshot of SNOMED CT or RRF of UMLS (which MetamorphoSys makes of .nlm packages). A single file, such as a CSV, is to be given by itself, unpacked.`,
  );
}

/** The reader of a format. */
export function openReader(format: SourceFormat): OntologyReader {
  return readers[format];
}
