/**
 * Merges a vocabulary into the source files of ontologies/starter.
 *
 *   npx tsx scripts/starter/import.ts vocabulary.jsonl
 *
 * Each line is {"name", "system", "group", "definition", "synonyms", "lay"}.
 * Run `npm run starter:build` afterwards.
 */
import { readFile } from 'node:fs/promises';
import { changedFiles, readFolder, starterFolder, writeFolder } from './folder.js';
import { mergeRows, type ImportRow } from './merge.js';
import { isFields, tidy } from './source.js';
import { readVocabulary } from './vocabulary.js';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('which file? npx tsx scripts/starter/import.ts FILE');

const rows = (await readFile(path, 'utf8'))
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map(parseRow);
const held = await readFolder(starterFolder);
for (const { file, line, message } of readVocabulary(held).problems) {
  throw new Error(`ontologies/starter/${file}:${line}: ${message}`);
}
const { files, remarks } = mergeRows(held, rows);
const changed = changedFiles(held, files);
await writeFolder(starterFolder, changed);
for (const remark of remarks) console.log(remark);
console.log(`${rows.length} rows merged, ${changed.size} files changed`);

function parseRow(line: string, index: number): ImportRow {
  const row: unknown = JSON.parse(line);
  if (!isFields(row)) throw new Error(`${path}:${index + 1}: not a JSON object`);
  const fields = row;
  return {
    name: text('name'),
    system: text('system'),
    group: text('group'),
    definition: text('definition'),
    synonyms: texts('synonyms'),
    lay: texts('lay'),
  };

  function text(key: string): string {
    const value = fields[key];
    if (typeof value === 'string') return tidy(value);
    throw new Error(`${path}:${index + 1}: "${key}" must be a text`);
  }

  function texts(key: string): readonly string[] {
    const value = fields[key];
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.map((item) => {
      if (typeof item === 'string') return tidy(item);
      throw new Error(`${path}:${index + 1}: "${key}" must be a list of texts`);
    });
  }
}
