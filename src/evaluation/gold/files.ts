import { relative, sep } from 'node:path';
import { filesIn, isFolder } from '../../ontology/index.js';
import { goldInvalid, type GoldFile } from './reading.js';

const ENDINGS = /\.(?:ann|csv|json|jsonl|ndjson|psv|pubtator|tab|tsv|txt|xlsm|xlsx|xml)$/i;
const NOT_DATA = /^(?:\.|readme|licen[cs]e)/i;

/** Whether a file of a folder or an archive may be part of a gold set, by its name without folders. */
export function isGoldFile(name: string): boolean {
  return ENDINGS.test(name) && !NOT_DATA.test(name);
}

/**
 * The files of a gold set: a file alone, or those of a folder that may belong to it, in the order of their paths.
 * @throws AppError `gold_set_invalid` when the folder has none
 */
export async function goldFiles(path: string, fileName: string): Promise<readonly GoldFile[]> {
  if (!(await isFolder(path)))
    return [{ name: fileName, path, title: fileName, among: false, split: null, fold: null }];
  const found = (await filesIn(path)).filter(({ name }) => isGoldFile(name));
  if (found.length === 0)
    throw goldInvalid(
      fileName,
      'no file of a gold set is in it. A folder or an archive holds .ann files (with their .txt), or tables (.csv, .tsv, .txt, .xlsx), JSONL, PubTator or XML files (TAC 2017); files that are compressed one by one are to be unpacked first.',
    );
  const among = found.length > 1;
  return found.map((file) => {
    const name = relative(path, file.path).replaceAll(sep, '/');
    return {
      ...{ name, path: file.path, among },
      title: among ? `${fileName}, ${name}` : `${fileName} (${name})`,
      split: among ? splitIn(name) : null,
      fold: among ? foldIn(name) : null,
    };
  });
}

// Not in "latest", but in "NCBItestset".
const SPLIT =
  /(?<![a-z])([Tt]rain|TRAIN|[Dd]ev|DEV|[Vv]alid|VALID|[Tt]est|TEST)(?:ing|elop|ment|el|ation|set)*(?![a-z])/;

/** `train`, `dev`, `validation` or `test`, where the name of a file or of its folders says so. */
export function splitIn(name: string): string | null {
  const word = SPLIT.exec(name)?.[1]?.toLowerCase() ?? null;
  return word === 'valid' ? 'validation' : word;
}

/** The number in `fold-3` or `fold3`. */
export function foldIn(name: string): string | null {
  return /fold[-_. ]?(\d+)/i.exec(name)?.[1] ?? null;
}
