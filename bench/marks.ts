// How well events are marked whose places are known: precision, recall and F1 for each mark, and what is taken for
// what. By rules and model, as the service does it, or by one of both.
//
//   npx tsx bench/marks.ts <file.jsonl>
//   npx tsx bench/marks.ts <file.jsonl> --by rules       or model
//   npx tsx bench/marks.ts <file.jsonl> --ids even       only posts whose id ends in an even digit (or odd)
//   npx tsx bench/marks.ts <file.jsonl> --typed          the extractor's type is known: DI for indications
//   npx tsx bench/marks.ts <file.jsonl> --errors         each event that is marked otherwise
import { Command, Option } from 'commander';
import { decidedMark, MARKS, markOf, type Mark, type MarkFound } from '../src/posts/marks/index.js';
import type { MarkShares } from '../src/posts/spans.js';
import type { Offsets } from '../src/posts/types.js';
import { MarkCounts, markedPosts } from './posts/marked-posts.js';
import { openMarkModel } from './posts/mark-model.js';

interface Options {
  readonly by: 'both' | 'rules' | 'model';
  readonly ids?: 'odd' | 'even';
  readonly typed: boolean;
  readonly errors: boolean;
}
const program = new Command('marks')
  .argument('<file>', 'JSON lines of texts with marked events')
  .addOption(new Option('--by <what>', 'what marks them').choices(['both', 'rules', 'model']).default('both'))
  .addOption(new Option('--ids <which>', 'which posts').choices(['odd', 'even']))
  .option('--typed', 'give the type DI for indications', false)
  .option('--errors', 'print what is marked otherwise', false)
  .parse();
const { by, ids, typed, errors } = program.opts<Options>();
const model = by === 'rules' ? undefined : await openMarkModel();

const likeliest = (shares: MarkShares): Mark =>
  MARKS.reduce((best, mark) => (shares[mark] > shares[best] ? mark : best));

const counts = new MarkCounts();
for await (const { id, text, events } of markedPosts(program.args[0] ?? '')) {
  if (ids !== undefined && Number(/\d*$/.exec(id)?.[0] ?? 0) % 2 !== (ids === 'odd' ? 1 : 0)) continue;
  const said = await model?.read(text);
  const marked = (place: Offsets, type: string): MarkFound => {
    const shares = said?.(place);
    if (shares && by === 'model') return { mark: likeliest(shares) };
    const byRules = markOf(text, place, type);
    return shares ? decidedMark(byRules, shares) : byRules;
  };
  for (const { start, end, mark: right } of events) {
    const { mark, cue = '' } = marked({ start, end }, typed && right === 'indication' ? 'DI' : 'ADR');
    counts.add(right, mark);
    if (errors && mark !== right)
      console.log(
        `${right} -> ${mark} (${cue}) ${id}: ${text.slice(Math.max(0, start - 90), start)}[[${text.slice(start, end)}]]${text.slice(end, end + 40)}`.replaceAll(
          '\n',
          '⏎',
        ),
      );
  }
}

const percent = (part: number, whole: number): string =>
  (whole === 0 ? 0 : (100 * part) / whole).toFixed(1).padStart(6);

console.log(
  `${'mark'.padEnd(14)}${['P', 'R', 'F1', 'events'].map((name) => name.padStart(6)).join('')}   taken for`,
);
for (const mark of MARKS) {
  const { hits, found, there } = counts.ofMark(mark);
  const taken = MARKS.filter((other) => other !== mark && counts.of(mark, other) > 0).map(
    (other) => `${other} ${counts.of(mark, other)}`,
  );
  console.log(
    `${mark.padEnd(14)}${percent(hits, found)}${percent(hits, there)}${percent(2 * hits, found + there)}${String(there).padStart(6)}   ${taken.join(', ')}`,
  );
}
const all = MARKS.map((mark) => counts.ofMark(mark));
const events = all.reduce((sum, { there }) => sum + there, 0);
const right = all.reduce((sum, { hits }) => sum + hits, 0);
console.log(
  `macro F1 ${percent(counts.macroF1, 1).trim()}, accuracy ${percent(right, events).trim()}, ${events} events`,
);
await model?.close();
