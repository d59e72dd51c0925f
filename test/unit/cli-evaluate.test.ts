import t from 'tap';
import { checkGates, enforce, gate, judge, type Gate } from '#src/cli/gates.js';
import { goldColumns } from '#src/cli/gold-options.js';
import { replayOf } from '#src/cli/replay.js';
import { BARE_FIGURES, manifestOf } from '../support/evaluation.js';

const exactly = (value: number) => ({ value, low: value, high: value });
const accuracy = [{ k: 1, micro: exactly(0.52), macro: 0.4 }];
const figures = {
  ...BARE_FIGURES,
  overall: { ...BARE_FIGURES.overall, mentions: 50, accuracy, mrr: exactly(0.6) },
};
const gates = (...texts: readonly string[]): readonly Gate[] =>
  texts.reduce<readonly Gate[]>((before, text) => gate(text, before), []);

t.test('gates are read as shares and percentages', async (t) => {
  t.strictSame(gates('acc@1=0.6', 'ACC@5 = 80%', 'mrr=.7', 'acc@10=1'), [
    { measure: 'acc@1', figure: { kind: 'accuracy', k: 1 }, minimum: 0.6 },
    { measure: 'acc@5', figure: { kind: 'accuracy', k: 5 }, minimum: 0.8 },
    { measure: 'mrr', figure: { kind: 'mrr' }, minimum: 0.7 },
    { measure: 'acc@10', figure: { kind: 'accuracy', k: 10 }, minimum: 1 },
  ]);
  for (const text of ['acc@1', 'acc=0.5', 'acc@0=0.5', 'acc@1=-1', 'f1=0.5', 'acc@1=0.5.1'])
    t.throws(() => gate(text), { message: /A gate looks like/ }, text);
  t.throws(() => gate('acc@1=60'), { message: /percentage: 60%/ });
  t.throws(() => gate('mrr=101%'), { message: /from 0 to 1/ });
});

t.test('gates are held against figures', async (t) => {
  const judged = judge(gates('acc@1=52%', 'acc@1=0.6', 'mrr=0.75'), figures);
  t.match(judged, [{ met: true, value: 0.52 }, { met: false }, { met: false, value: 0.6 }]);
  t.throws(
    () => {
      enforce(judged);
    },
    {
      code: 'gate_failed',
      message: 'acc@1 is 52.0%, 8.0 points below 60.0%; mrr is 0.600, 0.150 below 0.750.',
    },
  );
  t.doesNotThrow(() => {
    enforce(judge(gates('acc@1=0.52', 'mrr=0.6'), figures));
  });
  // What is a little less by rounding alone is not less.
  t.match(
    judge(gates('acc@1=0.3'), {
      ...figures,
      overall: { ...figures.overall, accuracy: [{ k: 1, micro: exactly(0.1 * 3 - 1e-12), macro: 0 }] },
    }),
    [{ met: true }],
  );
  t.throws(
    () => {
      checkGates(gates('acc@3=0.5'), 'mentions', [1, 5]);
    },
    { message: /k = 1, 5 only/, hint: /--k 1,3,5/ },
  );
});

t.test('columns are read as role and title', async (t) => {
  t.strictSame(goldColumns('mention=Reported term, as written,gold_id=PT code,GOLDNAME=a=b'), {
    ...{ mention: 'Reported term, as written', goldId: 'PT code', goldName: 'a=b' },
  });
  t.throws(() => goldColumns('verbatim=mention'), { message: /“verbatim” is none of the roles/ });
  t.throws(() => goldColumns('mention'), { message: /no pair such as mention=verbatim/ });
  t.throws(() => goldColumns('mention='), { message: /no pair/ });
  t.throws(() => goldColumns('mention=a,mention=b'), { message: /mention is given twice/ });
});

t.test('a repetition is told apart by what it was made of, and what it came to', async (t) => {
  const first = manifestOf();
  t.match(replayOf(first, figures, { manifest: { ...first, id: 'again' }, figures }), {
    ...{ same: true, first: first.id, second: 'again', differences: [], notes: [] },
  });
  const elsewhere = { ...first, machine: { ...first.machine, cpu: 'Another' }, seconds: 1 };
  const moved = replayOf(first, figures, { manifest: elsewhere, figures });
  t.match(moved, { same: true, notes: [/^machine: .*Some Processor.* then, .*Another now$/] });
  const before = { ...first, software: { ...first.software, ranking: null } };
  t.match(replayOf(before, figures, { manifest: first, figures }), {
    ...{ same: true, notes: [/^ranking: not written down then, 4 now$/] },
  });
  const thresholds = { ...first.thresholds, auto: 0.99 };
  const encoder = { ...first.encoder, hash: 'f'.repeat(64) };
  const predictionsSha256 = 'e'.repeat(64);
  const better = {
    ...figures,
    overall: { ...figures.overall, accuracy: [{ k: 1, micro: exactly(0.54), macro: 0.4 }] },
  };
  const other = replayOf(first, figures, {
    manifest: { ...first, thresholds, encoder, predictionsSha256 },
    figures: better,
  });
  t.equal(other.same, false);
  t.match(other.differences, [
    /^the encoder is another one: it was small-encoder \(99887766554433aa…\) and is small-encoder \(ffff/,
    /^decisions are taken from other confidences on: .* and is auto 0\.99,/,
    /^the predictions differ/,
    /^Acc@1 was 52\.0% and is 54\.0% \(\+2\.0 points\)$/,
  ]);
  const learner = { fold: null, id: 'l1', strategy: 'blend', codedSet: 'c', learned: 30 } as const;
  t.match(replayOf(first, figures, { manifest: { ...first, learners: [learner] }, figures }).differences, [
    /^what was learned .* no learner took part, and now it is learner l1 \(blend\)$/,
  ]);
  const unknown = replayOf(first, null, { manifest: first, figures: better });
  t.equal(unknown.same, true, 'figures that nobody has are not compared');
  const measuredMore = {
    ...figures,
    overall: {
      ...figures.overall,
      accuracy: accuracy.map((each) => ({ ...each, macroInterval: { low: 0.3, high: 0.5 } })),
    },
  };
  const later = replayOf(first, figures, { manifest: first, figures: measuredMore });
  t.equal(later.same, true, 'what an earlier release did not measure is no difference');
  t.equal(replayOf(first, measuredMore, { manifest: first, figures }).same, false);
  const little = { ...figures, none: { ...figures.none, mentions: 1 } };
  t.match(replayOf(first, figures, { manifest: first, figures: little }).differences, [
    /neither Acc@k nor MRR/,
  ]);
});
