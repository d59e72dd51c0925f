// How well the rules of the marks do on marked spans: precision, recall and F1 for each mark, and what is taken for
// what. A line of the file is {"text", "spans": [{"start", "end", "mark", "type"?}]}, offsets in code points; the marks
// ade, neg, hyp, ind and oth are taken for reported, negated, hypothetical, indication and other.
//
//   npx tsx bench/marks.ts <file.jsonl>
//   npx tsx bench/marks.ts <file.jsonl> --ids even       only posts whose id ends in an even digit (or odd)
//   npx tsx bench/marks.ts <file.jsonl> --typed          the extractor's type is known: DI for indications
//   npx tsx bench/marks.ts <file.jsonl> --errors         each span that is marked otherwise
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { MARKS, markOf, type Mark } from '../src/posts/marks/index.js';

const Line = Type.Object({
  id: Type.Optional(Type.String()),
  text: Type.String(),
  spans: Type.Array(
    Type.Object({
      start: Type.Integer(),
      end: Type.Integer(),
      mark: Type.String(),
      type: Type.Optional(Type.String()),
    }),
  ),
});
const SHORT: Readonly<Record<string, Mark>> = {
  ade: 'reported',
  neg: 'negated',
  hyp: 'hypothetical',
  ind: 'indication',
  oth: 'other',
};

interface Options {
  readonly ids?: 'odd' | 'even';
  readonly typed: boolean;
  readonly errors: boolean;
}
const program = new Command('marks')
  .argument('<file>', 'JSON lines of texts with marked spans')
  .option('--ids <which>', 'odd or even')
  .option('--typed', 'give the type DI for indications', false)
  .option('--errors', 'print what is marked otherwise', false)
  .parse();
const { ids, typed, errors } = program.opts<Options>();

const counts = new Map<string, number>();
const count = (right: Mark, found: Mark): number => counts.get(`${right} ${found}`) ?? 0;

for await (const row of createInterface({ input: createReadStream(program.args[0] ?? '') })) {
  if (row.trim() === '') continue;
  const { id = '', text, spans } = Value.Parse(Line, JSON.parse(row));
  if (ids !== undefined && Number(/\d*$/.exec(id)?.[0] ?? 0) % 2 !== (ids === 'odd' ? 1 : 0)) continue;
  const chars = Array.from(text);
  for (const span of spans) {
    const right = MARKS.find((mark) => mark === span.mark) ?? SHORT[span.mark];
    if (right === undefined) throw new Error(`“${span.mark}” is no mark. Write one of ${MARKS.join(', ')}.`);
    const start = chars.slice(0, span.start).join('').length;
    const end = start + chars.slice(span.start, span.end).join('').length;
    const type = typed && right === 'indication' ? 'DI' : (span.type ?? 'ADR');
    const { mark, cue = '' } = markOf(text, { start, end }, type);
    counts.set(`${right} ${mark}`, count(right, mark) + 1);
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
const total = (of: (mark: Mark) => number): number => MARKS.reduce((sum, mark) => sum + of(mark), 0);

console.log(
  `${'mark'.padEnd(14)}${['P', 'R', 'F1', 'spans'].map((name) => name.padStart(6)).join('')}   taken for`,
);
const f1s = MARKS.map((mark) => {
  const hits = count(mark, mark);
  const found = total((right) => count(right, mark));
  const there = total((taken) => count(mark, taken));
  const taken = MARKS.filter((other) => other !== mark && count(mark, other) > 0).map(
    (other) => `${other} ${count(mark, other)}`,
  );
  console.log(
    `${mark.padEnd(14)}${percent(hits, found)}${percent(hits, there)}${percent(2 * hits, found + there)}${String(there).padStart(6)}   ${taken.join(', ')}`,
  );
  return found + there === 0 ? null : (2 * hits) / (found + there);
}).filter((f1) => f1 !== null);
const spans = total((mark) => total((taken) => count(mark, taken)));
console.log(
  `macro F1 ${percent(
    f1s.reduce((sum, f1) => sum + f1, 0),
    f1s.length,
  ).trim()}, accuracy ${percent(
    total((mark) => count(mark, mark)),
    spans,
  ).trim()}, ${spans} spans`,
);
