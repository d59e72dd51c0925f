import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { MarkCounts, markedPosts } from '../../bench/posts/marked-posts.js';
import { decidedMark, MARKS, markOf, type Mark, type MarkFound } from '#src/posts/marks/index.js';
import type { MarkShares } from '#src/posts/spans.js';

/** A text whose event stands between double brackets. */
function marked(line: string, type = 'ADR'): MarkFound & { readonly text: string } {
  const start = line.indexOf('[[');
  const end = line.indexOf(']]') - 2;
  const text = line.replace('[[', '').replace(']]', '');
  return { text, ...markOf(text, { start, end }, type) };
}

t.test('sentences as people write them', async (t) => {
  const lines = (await readFile(new URL('../fixtures/posts/marks.tsv', import.meta.url), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  t.strictSame([...new Set(lines.map(([mark]) => mark))], [...MARKS], 'each mark has sentences');
  for (const [mark = '', line = ''] of lines) {
    t.equal(marked(line).mark, mark, line);
    t.equal(marked(`So. ${line} Anyway 😀`).mark, mark, `amid others: ${line}`);
  }
});

t.test('what the rules were mended on keeps its figures', async (t) => {
  // What they tell is that nothing got lost, not how good the rules are.
  const path = fileURLToPath(new URL('../../models/training/posts/sentences.jsonl', import.meta.url));
  for (const typed of [false, true]) {
    const counts = new MarkCounts();
    for await (const { text, events } of markedPosts(path)) {
      for (const { mark, ...place } of events)
        counts.add(mark, markOf(text, place, typed && mark === 'indication' ? 'DI' : 'ADR').mark);
    }
    t.ok(counts.macroF1 >= 0.97, `${typed ? 'typed' : 'untyped'}: macro F1 ${counts.macroF1.toFixed(3)}`);
  }
});

t.test('rules and model are weighed', async (t) => {
  const said = (mark: Mark, share: number): MarkShares => {
    const rest = (1 - share) / (MARKS.length - 1);
    const even = { reported: rest, negated: rest, hypothetical: rest, indication: rest, other: rest };
    return { ...even, [mark]: share };
  };
  const feared: MarkFound = { mark: 'hypothetical', cue: 'worried about' };
  t.strictSame(decidedMark(feared, said('reported', 0.6)), feared, 'a rule outweighs a model that is unsure');
  t.strictSame(decidedMark(feared, said('reported', 0.9)), { mark: 'reported' }, 'and not one that is sure');
  t.strictSame(decidedMark({ mark: 'reported' }, said('hypothetical', 0.9)), { mark: 'hypothetical' });
  t.strictSame(decidedMark({ mark: 'reported' }, said('hypothetical', 0.6)), { mark: 'reported' });
  t.strictSame(decidedMark(feared, said('hypothetical', 1)), feared, 'the cue is told where both agree');
  const denied: MarkFound = { mark: 'negated', cue: 'no' };
  t.strictSame(
    decidedMark(denied, said('reported', 1)),
    denied,
    'what is denied in so many words stays denied',
  );
});

t.test('only its cause is doubted, or nobody knows yet', async (t) => {
  t.equal(marked('I don’t think my [[rash]] is from the cream').mark, 'reported');
  t.equal(marked('CT asked for, ?[[stroke]]').mark, 'hypothetical');
  t.strictSame(markOf('I was warned about a rash. It never came.', { start: 21, end: 25 }, 'ADR'), {
    ...{ mark: 'negated', cue: 'it never came' },
  });
  t.equal(marked('two years on allopurinol and no [[gout attacks]]', 'DI').mark, 'indication');
  t.equal(marked('two years on allopurinol and no [[gout attacks]]').mark, 'negated');
});

t.test('the cue is told', async (t) => {
  t.strictSame(marked('Didn’t get any [[nausea]]'), {
    ...{ text: 'Didn’t get any nausea', mark: 'negated', cue: 'not' },
  });
  t.match(marked('I am worried about [[weight gain]]'), { cue: 'worried about' });
  t.match(marked('I took it for my [[back pain]]'), { cue: 'for' });
  t.match(marked('my mom got [[hives]]'), { cue: 'my mom' });
  t.strictSame(markOf('rash', { start: 0, end: 4 }, 'ADR'), { mark: 'reported' });
});

t.test('the extractor’s type', async (t) => {
  t.equal(marked('[[migraine]], three a week', 'DI').mark, 'indication');
  t.equal(marked('[[migraine]], three a week', 'SSI').mark, 'indication');
  t.equal(marked('[[migraine]], three a week', 'WD').mark, 'reported');
  t.equal(marked('I do not have [[migraine]]', 'DI').mark, 'negated', 'words count for more');
  t.equal(marked('has anyone ever had [[migraine]] from it?', 'DI').mark, 'hypothetical');
});

t.test('a case report is about its patient, whoever writes it', async (t) => {
  const report = 'A 45-year-old man took ibuprofen for gout. ';
  t.equal(marked(`${report}He developed [[a rash]].`).mark, 'reported');
  t.equal(marked('My brother took ibuprofen for gout. He developed [[a rash]].').mark, 'other');
  t.equal(marked('Posting for my mum: she has been [[dizzy]] since Monday').mark, 'reported');
  t.equal(marked(`${report}His mother has a family history of [[stroke]].`).mark, 'other');
});

t.test('scope', async (t) => {
  t.equal(marked('No headache. [[Rash]] everywhere.').mark, 'reported');
  t.equal(marked('no headache\n[[rash]] everywhere').mark, 'reported');
  t.equal(marked('no headache but [[a rash]]').mark, 'reported');
  t.equal(marked('no headache however [[a rash]]').mark, 'reported');
  t.equal(marked('no headache, fever, chills or [[rash]]').mark, 'negated');
  t.equal(marked('no headache (just [[a rash]])').mark, 'reported');
});

t.test('odd places and texts', async (t) => {
  for (const text of ['', ' ', '😀', 'no', "can't", '.?!', '\ud83d', '((((', 'İ'.repeat(9)]) {
    t.ok(MARKS.includes(markOf(text, { start: 0, end: text.length }, 'ADR').mark), JSON.stringify(text));
    t.ok(MARKS.includes(markOf(text, { start: text.length, end: text.length }, '').mark));
  }
});

t.test('the length of a text costs nothing, whatever it says', async (t) => {
  const words = [
    'no ',
    'not even at all ',
    'have been ',
    'my mom ',
    'for the ',
    'so far, ',
    '((',
    '. ',
    'if i ',
    'aaaa',
    'i was told it would ',
    'everyone said ',
    ', or my ',
    'a bloke i work with ',
    'and took one and the ',
    '?rash ',
  ];
  const run = (text: string): number => {
    const start = Math.floor(text.length / 2);
    const begun = performance.now();
    for (let times = 0; times < 20; times += 1) markOf(text, { start, end: start + 4 }, 'ADR');
    return performance.now() - begun;
  };
  run('no rash or so');
  for (const word of words) {
    const took = run(word.repeat(100_000 / word.length));
    t.ok(took < 1000, `20 marks in 100,000 characters of “${word}”: ${took.toFixed(0)} ms`);
  }
});
