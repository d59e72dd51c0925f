/**
 * Learns from posts how often each concept of the starter vocabulary is reported, and in which words: writes
 * ontologies/starter/reported.tsv and background.jsonl, and adds lay phrases to the source.
 *
 *   cd models/training/posts
 *   npx tsx ../../../scripts/starter/posts.ts --odd <posts.jsonl> more.jsonl \
 *     $(for f in marks denied denials quiet everyday serious deaths clinical confused wide; do echo --words $f.jsonl; done)
 *
 * Of the files of `--odd` only posts with odd ids are read; those with even ids are what encoders and rankings are chosen
 * on. Of the files of `--words` nothing is counted: posts that were written about certain events say nothing of how often
 * these are met. Run `npm run starter:build` afterwards.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { changedFiles, readFolder, starterFolder, writeFolder } from './folder.js';
import { mergeRows } from './merge.js';
import { formatReported, reportedFile } from './reported-file.js';
import { notNamesFile, parseNotNames } from './not-names.js';
import { backgroundFile, formatBackground } from './background-file.js';
import { backgroundOf, learnFrom, type Said } from './said.js';
import { conceptsFile, readVocabulary } from './vocabulary.js';

const Post = Type.Object({
  id: Type.String({ pattern: '^p?\\d+$' }),
  spans: Type.Array(
    Type.Object({
      mark: Type.String(),
      text: Type.Optional(Type.String()),
      concept: Type.Optional(Type.String()),
    }),
  ),
});

/** A line of a file of posts; an error names its `place`. */
function postOf(line: string, place: string): Static<typeof Post> {
  try {
    return Value.Parse(Post, JSON.parse(line));
  } catch (error) {
    throw new Error(`${place}: no post (${error instanceof Error ? error.message : String(error)})`);
  }
}

const { values, positionals } = parseArgs({
  options: {
    odd: { type: 'string', multiple: true, default: [] },
    words: { type: 'string', multiple: true, default: [] },
  },
  allowPositionals: true,
});
const files = [
  ...values.odd.map((path) => ({ path, oddOnly: true, counted: true })),
  ...positionals.map((path) => ({ path, oddOnly: false, counted: true })),
  ...values.words.map((path) => ({ path, oddOnly: false, counted: false })),
];

const said: Said[] = [];
for (const { path, oddOnly, counted } of files) {
  for (const [at, line] of (await readFile(path, 'utf8')).split('\n').entries()) {
    if (line.trim() === '') continue;
    const { id, spans } = postOf(line, `${path}:${at + 1}`);
    if (oddOnly && Number(id.replace('p', '')) % 2 === 0) continue;
    for (const { text, mark, concept } of spans)
      if (text !== undefined && concept !== undefined)
        said.push({ text, concept, reported: mark === 'ade', counted });
  }
}
const held = await readFolder(starterFolder);
const { systems, concepts } = readVocabulary(held);
const notNames = parseNotNames(held.get(notNamesFile) ?? '', concepts);
const [problem] = notNames.problems;
if (problem) throw new Error(`ontologies/starter/${problem.file}:${problem.line}: ${problem.message}`);
const { counts, phrases } = learnFrom(said, concepts, notNames.words);
const systemOf = new Map(systems.map(({ name }) => [conceptsFile(name), name]));
const rows = concepts.flatMap(({ name, group, place }) => {
  const lay = phrases.get(name);
  const system = systemOf.get(place.file);
  return lay && system !== undefined ? [{ name, system, group, definition: '', synonyms: [], lay }] : [];
});
const merged = mergeRows(held, rows);
for (const remark of merged.remarks) console.log(remark);
await writeFolder(starterFolder, changedFiles(held, merged.files));
const background = backgroundOf(said, concepts, notNames.words);
await writeFolder(
  starterFolder,
  new Map([
    [reportedFile, formatReported(concepts, counts)],
    [backgroundFile, formatBackground(background)],
  ]),
);
const total = [...counts.values()].reduce((a, b) => a + b, 0);
const added = rows.reduce((sum, { lay }) => sum + lay.length, 0);
console.log(`${counts.size} concepts are reported, ${total} times; ${added} phrases are new`);
