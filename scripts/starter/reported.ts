/**
 * Counts how often posts name each concept of the starter vocabulary, and writes ontologies/starter/reported.tsv.
 *
 *   npx tsx scripts/starter/reported.ts --odd <posts.jsonl> models/training/posts/*.jsonl
 *
 * Of the files of `--odd` only posts with odd ids count; those with even ids are what rankings are chosen on.
 * Run `npm run starter:build` afterwards.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { starterFolder, readFolder, writeFolder } from './folder.js';
import { formatReported, reportedFile } from './reported-file.js';
import { readVocabulary } from './vocabulary.js';

const Post = Type.Object({
  id: Type.String({ pattern: '^p?\\d+$' }),
  spans: Type.Array(Type.Object({ concept: Type.Optional(Type.String()) })),
});

const { values, positionals } = parseArgs({
  options: { odd: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});

const counts = new Map<string, number>();
for (const { path, oddOnly } of [
  ...values.odd.map((path) => ({ path, oddOnly: true })),
  ...positionals.map((path) => ({ path, oddOnly: false })),
]) {
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    if (line.trim() === '') continue;
    const { id, spans } = Value.Parse(Post, JSON.parse(line));
    if (oddOnly && Number(id.replace('p', '')) % 2 === 0) continue;
    for (const { concept } of spans)
      if (concept !== undefined) counts.set(concept, (counts.get(concept) ?? 0) + 1);
  }
}
const { concepts } = readVocabulary(await readFolder(starterFolder));
const known = new Set(concepts.map(({ name }) => name));
const unknown = [...counts.keys()].filter((name) => !known.has(name));
if (unknown.length > 0) throw new Error(`no concepts of the starter vocabulary: ${unknown.join(', ')}`);
await writeFolder(starterFolder, new Map([[reportedFile, formatReported(concepts, counts)]]));
console.log(`${counts.size} concepts are named, ${[...counts.values()].reduce((a, b) => a + b, 0)} times`);
