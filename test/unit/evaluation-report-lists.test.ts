import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { withCsvFile } from '#src/csv-file.js';
import { confusionsOf, PREDICTION_COLUMNS, predictionCells, worstOf } from '#src/evaluation/report/index.js';
import { candidate, madePredictions, prediction } from '../support/evaluation.js';

t.test('pairs of confused concepts, most frequent first', async (t) => {
  const predictions = [
    prediction(0, 'A', 'A B'),
    prediction(1, 'A', 'B A'),
    prediction(2, 'A', 'B'),
    prediction(3, 'A', ''),
    prediction(4, '', 'B'),
    // Of several right concepts the one that was found, else the first.
    prediction(5, 'C D', 'E D C'),
    prediction(6, 'C D', 'E'),
    prediction(7, 'A', 'C'),
  ];
  const found = confusionsOf(predictions).map(({ gold, answered, count }) => [gold.id, answered.id, count]);
  t.strictSame(found, [
    ['A', 'B', 2],
    ['A', 'C', 1],
    ['C', 'E', 1],
    ['D', 'E', 1],
  ]);
  t.ok(confusionsOf(predictions).every(({ siblings }) => siblings === null));
  const [first] = confusionsOf(predictions);
  t.strictSame(first?.gold, { id: 'A', name: 'concept A' });
  t.strictSame(first?.answered, { id: 'B', name: 'concept B' });
  const parents = new Map([
    ['A', ['x', 'y']],
    ['B', ['y']],
    ['C', ['z']],
  ]);
  const known = confusionsOf(predictions, (id) => parents.get(id) ?? []);
  t.strictSame(
    known.map(({ siblings }) => siblings),
    [true, false, false, false],
  );
});

const sure = (row: number, right: string, shown: string, confidence: number | null, pooled = 0.5) =>
  prediction(row, right, '', { candidates: [candidate(shown, { confidence, pooled })] });

t.test('the worst errors: the most trusted wrong answers', async (t) => {
  const rows = (predictions: Parameters<typeof worstOf>[0], most?: number) =>
    worstOf(predictions, most).map(({ row }) => row);
  t.strictSame(rows([sure(0, 'A', 'B', 0.2), sure(1, 'A', 'B', 0.9), sure(2, 'A', 'A', 1)]), [1, 0]);
  t.strictSame(
    rows([sure(0, 'A', 'B', null, 0.2), sure(1, 'A', 'B', null, 0.9)]),
    [1, 0],
    'without calibration',
  );
  const lacking = { ...sure(0, '', 'B', 0.9), missing: ['X'] };
  t.strictSame(rows([lacking, prediction(1, 'A', '')]), [], 'nothing could be right; nothing was said');
  const told = sure(0, '', 'B', 0.9);
  t.strictSame(rows([told, { ...told, row: 1, decision: 'none' }]), [0], 'an answer where nothing is right');
  const again = { ...sure(1, 'A', 'B', 0.7), form: 'mention 0' };
  t.strictSame(rows([sure(0, 'A', 'B', 0.6), again]), [1], 'the same error once');
  t.strictSame(rows([again, { ...sure(2, 'A', 'C', 0.6), form: 'mention 0' }]), [1, 2], 'another error');
});

t.test('the worst are the same as of all sorted, in any order', async (t) => {
  const all = madePredictions(200).map((each) => ({ ...each, form: `form ${each.row % 40}` }));
  const sorted = worstOf(all, all.length);
  t.ok(sorted.length > 20);
  fc.assert(
    fc.property(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.integer({ min: 1, max: 30 }),
      (shuffled, most) => {
        t.strictSame(worstOf(shuffled, most), sorted.slice(0, most));
      },
    ),
    { numRuns: 20 },
  );
});

t.test('predictions as CSV: every cell under its column, and none a formula', async (t) => {
  const path = join(t.testdir(), 'predictions.csv');
  const two = prediction(0, 'A B', 'C A', {
    mention: '=cmd("x")',
    group: 'a,b',
    missing: ['X', 'Y'],
    confidence: 0.5,
  });
  await withCsvFile(path, PREDICTION_COLUMNS, (file) =>
    file.write([two, prediction(1, '', '')].map(predictionCells)),
  );
  const text = readFileSync(path, 'utf8');
  t.equal(text.charCodeAt(0), 0xfeff, 'Excel takes it for UTF-8');
  const [head, first, second, end] = text.slice(1).split('\r\n');
  t.equal(head?.split(',').length, 35);
  t.match(head, /^row,line,split,fold,group,weight,mention,.*,candidate_5_confidence$/);
  t.equal(
    first,
    `0,2,test,,"a,b",1,"'=cmd(""x"")",A | B,concept A | concept B,X | Y,2,,review,0.5,,` +
      'C,concept C,name of C,0.5,A,concept A,name of A,0.5,,,,,,,,,,,,',
  );
  t.equal(second, `1,3,test,,,1,mention 1,,,,,,review,,${','.repeat(20)}`);
  t.equal(end, '');
});
