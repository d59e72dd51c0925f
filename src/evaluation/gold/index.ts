import type { GoldDocument, GoldFormat, GoldRow } from '../gold.js';
import { readBratGold } from './brat.js';
import { formatOf } from './detect.js';
import { goldFiles } from './files.js';
import { readJsonlGold } from './jsonl.js';
import { asGold } from './plain.js';
import { readPsytarGold } from './psytar.js';
import { readPubtatorGold } from './pubtator.js';
import type { Found, GoldFile, GoldReadOptions, GoldReadReport } from './reading.js';
import { GoldLog } from './report.js';
import { readTableGold } from './table.js';
import { readTac2017Gold } from './tac2017.js';

export { COLUMN_HINT } from './columns.js';
export { bare, hullOf } from './offsets.js';
export { isGoldFile } from './files.js';
export { withPlainGold, type HandedGold } from './plain.js';
export { GOLD_COLUMNS, GOLD_SKIP_REASONS, GOLD_SKIP_WORDS } from './reading.js';
export type {
  ChosenGoldColumns,
  GoldColumn,
  GoldPlace,
  GoldReadOptions,
  GoldReadReport,
  GoldSkip,
  GoldSkipReason,
} from './reading.js';

type Read<Source> = (
  source: Source,
  options: GoldReadOptions,
  log: GoldLog,
) => AsyncGenerator<Found, void, undefined>;

const READERS: Readonly<Record<GoldFormat, Read<readonly GoldFile[]>>> = {
  table: eachFile(readTableGold),
  jsonl: eachFile(readJsonlGold),
  pubtator: eachFile(readPubtatorGold),
  tac2017: eachFile(readTac2017Gold),
  psytar: eachFile(readPsytarGold),
  brat: readBratGold,
};

function eachFile(read: Read<GoldFile>): Read<readonly GoldFile[]> {
  return async function* (files, options, log) {
    for (const file of files) yield* read(file, options, log);
  };
}

/**
 * Tells the format of a gold set by its name and content.
 * @throws AppError `gold_set_invalid` when it cannot be read, or is of a kind that is not
 */
export async function detectGoldFormat(path: string, options: GoldReadOptions): Promise<GoldFormat> {
  return goldFiles(path, options.fileName)
    .then((files) => formatOf(files, options))
    .catch(asGold);
}

/**
 * Streams the mentions of a gold set and, where it has them, the texts of its documents, each once; ends with what was
 * found on the way. What is packed is unpacked first; see `withPlainGold`.
 * @param path a file or a folder
 * @throws AppError `gold_set_invalid` when the set as a whole cannot be read, has no mention, or more than half of
 * its mentions are faulty (the last two show only at its end: what was streamed until then is to be thrown away); the
 * signal's reason when it is aborted
 */
export async function* readGold(
  path: string,
  options: GoldReadOptions,
): AsyncGenerator<GoldRow | GoldDocument, GoldReadReport, undefined> {
  try {
    const files = await goldFiles(path, options.fileName);
    const format = options.format ?? (await formatOf(files, options));
    const log = new GoldLog(format, options);
    for await (const found of READERS[format](files, options, log)) {
      const taken = 'document' in found ? log.documents.take(found) : log.take(found);
      if (taken) yield taken;
    }
    return log.finish();
  } catch (error) {
    return asGold(error);
  }
}
