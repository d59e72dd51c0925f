import { extname } from 'node:path';
import { isWorkbook, readBeginning, sheetNames } from '../../ontology/index.js';
import type { GoldFormat } from '../gold.js';
import { isPsytar } from './psytar.js';
import { goldInvalid, openingOf, type GoldFile, type GoldReadOptions } from './reading.js';

const NAMED = new Map<string, GoldFormat>([
  ['.ann', 'brat'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.pubtator', 'pubtator'],
  ['.xml', 'tac2017'],
]);

/**
 * Tells the format of some files: brat where there are annotations, else by the name of the first that is not empty,
 * or by how it begins.
 * @throws AppError `gold_set_invalid` when it is JSON of another kind
 */
export async function formatOf(files: readonly GoldFile[], options: GoldReadOptions): Promise<GoldFormat> {
  if (files.some(({ name }) => name.endsWith('.ann'))) return 'brat';
  for (const file of files) {
    const named = NAMED.get(extname(file.name).toLowerCase());
    if (named) return named;
    if (await isWorkbook(file.path))
      return options.sheet === undefined && isPsytar(await sheetNames(file.path)) ? 'psytar' : 'table';
    if (/\.xls[xm]$/i.test(file.name)) return 'table';
    const beginning = (await readBeginning(file.path, openingOf(file, options))).trimStart();
    if (beginning !== '') return begunWith(beginning, file);
  }
  return 'table';
}

function begunWith(beginning: string, { title }: GoldFile): GoldFormat {
  if (/^[^\s|]+\|t\|/.test(beginning)) return 'pubtator';
  if (beginning.startsWith('{')) return 'jsonl';
  if (/^\[\s*\{/.test(beginning)) {
    if (/"(?:label_id|section_name|adverse_events)"/.test(beginning)) return 'tac2017';
    throw goldInvalid(
      title,
      'it is a JSON array, which is read of TAC 2017 alone. Write one object a line (JSONL), without brackets and commas between.',
    );
  }
  if (/^<(?:\?xml|!DOCTYPE|!--|Label\b)/.test(beginning)) return 'tac2017';
  return 'table';
}
