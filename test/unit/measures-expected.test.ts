import { readFileSync } from 'node:fs';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t, { type Test } from 'tap';
import {
  compareRuns,
  figuresOf,
  nameRank,
  proposeThresholds,
  seenAmong,
} from '#src/evaluation/measures/index.js';
import { mcnemar } from '#src/evaluation/measures/mcnemar.js';
import type { ProposedThreshold } from '#src/evaluation/measures/index.js';
import type { Estimate, PartFigures } from '#src/evaluation/figures.js';
import type { Rates } from '#src/evaluation/measures/spans.js';
import { rounded } from '../support/measures.js';
import { endToEndOf } from '../support/spans.js';

/** Inputs and figures of measures.py, which stands beside the file and has an implementation of its own. */
const Text = Type.String();
const Texts = Type.Array(Text);
const Place = Type.Union([Type.Integer(), Type.Null()]);
const Span = Type.Object({ document: Text, start: Type.Integer(), end: Type.Integer(), concept: Text });
const Pair = Type.Tuple([Type.Number(), Type.Number()]);
const Wanted = Type.Object({ auto: Type.Number(), suggest: Type.Number(), review: Type.Number() });
const Fixture = Type.Object({
  ks: Type.Array(Type.Integer()),
  outcomes: Type.Array(
    Type.Object({
      ...{ row: Type.Integer(), form: Text, weight: Type.Number(), golds: Texts, candidates: Texts },
      ...{ rank: Place, floorRank: Place, confidence: Type.Union([Type.Number(), Type.Null()]) },
      decision: Type.Union([
        Type.Literal('auto'),
        Type.Literal('suggest'),
        Type.Literal('review'),
        Type.Literal('none'),
      ]),
      ...{ fold: Text, group: Text },
    }),
  ),
  second: Type.Array(Type.Object({ candidates: Texts, rank: Place })),
  ancestors: Type.Record(Text, Type.Record(Text, Texts)),
  ...{ levels: Texts, trained: Texts },
  spans: Type.Object({ predicted: Type.Array(Span), gold: Type.Array(Span) }),
  composites: Type.Array(
    Type.Object({ pieces: Type.Array(Type.Object({ golds: Texts, candidates: Texts })) }),
  ),
  expected: Type.Object({
    overall: Type.Object(
      { intervals: Type.Array(Pair), macroIntervals: Type.Array(Pair) },
      { additionalProperties: Type.Unknown() },
    ),
    parts: Type.Record(Text, Type.Unknown()),
    calibration: Type.Unknown(),
    ...{ coverage: Type.Unknown(), decisions: Type.Unknown(), none: Type.Unknown(), rollUp: Type.Unknown() },
    thresholds: Type.Object({
      ...{ wanted: Wanted, 'lower bound': Type.Unknown(), 'point estimate': Type.Unknown() },
    }),
    comparison: Type.Array(
      Type.Object({ interval: Pair, p: Type.Number() }, { additionalProperties: Type.Unknown() }),
    ),
    mcnemar: Type.Array(Type.Tuple([Type.Number(), Type.Number(), Type.Number()])),
    ...{ endToEnd: Type.Unknown(), namesLevel: Type.Unknown() },
  }),
});

const text = readFileSync(new URL('../fixtures/evaluation/measures.json', import.meta.url), 'utf8');
const { ks, outcomes, second, ancestors, levels, trained, spans, composites, expected } = Value.Decode(
  Fixture,
  JSON.parse(text),
);
const resampling = { seed: 1, resamples: 4000 };
/** Two generators and 4,000 resamples: ends of an interval agree to a tenth of its width of about 0.11. */
const TOLERANCE = 0.012;

const figures = figuresOf(outcomes, {
  ...{ ks, resampling, systemOf: null, hasCalibration: true },
  named: composites.map(({ pieces }) => pieces.map(nameRank)),
  seenOf: seenAmong(trained.map((concept) => ({ form: 'never', golds: [concept], fold: null }))),
  hierarchy: { levels, ancestorsAt: (id, level) => ancestors[id]?.[level] ?? [] },
});

const plain = (parts: readonly PartFigures[] | undefined | null): unknown =>
  (parts ?? []).map((part) => ({ ...part, accuracy: part.accuracy.map(({ value }) => value) }));
const tableBy = (by: string): unknown => plain(figures.tables.find((table) => table.by === by)?.parts);

function isNear(t: Test, { low, high }: Estimate, [from, to]: readonly [number, number], of: string): void {
  t.ok(Math.abs(low - from) < TOLERANCE, `${of}: ${low} is about ${from}`);
  t.ok(Math.abs(high - to) < TOLERANCE, `${of}: ${high} is about ${to}`);
}

t.test('ranks', (t) => {
  const { accuracy, mrr, ...rest } = figures.overall;
  const { intervals, macroIntervals, ...wanted } = expected.overall;
  const found = {
    ...rest,
    micro: accuracy.map(({ micro }) => micro.value),
    macro: accuracy.map(({ macro }) => macro),
    mrr: mrr.value,
  };
  t.strictSame(rounded(found), rounded({ ...found, ...wanted }));
  const estimates = [...accuracy.map(({ micro }) => micro), mrr];
  t.equal(intervals.length, estimates.length);
  for (const [at, estimate] of estimates.entries()) isNear(t, estimate, intervals[at] ?? [0, 0], `no. ${at}`);
  for (const [at, { macro, macroInterval }] of accuracy.entries()) {
    const ends = macroInterval ?? { low: 0, high: 1 };
    isNear(t, { value: macro, ...ends }, macroIntervals[at] ?? [0, 0], `macro, no. ${at}`);
    t.ok(ends.low <= macro && macro <= ends.high);
  }
  t.end();
});

t.test('parts', (t) => {
  const found = {
    folds: plain(figures.folds?.parts),
    foldMeans: figures.folds?.accuracy.map(({ mean }) => mean),
    foldSds: figures.folds?.accuracy.map(({ sd }) => sd),
    ...{ group: tableBy('group'), frequency: tableBy('frequency'), length: tableBy('length') },
    seen: plain(figures.seen?.filter(({ part }) => part.startsWith('concept'))),
  };
  t.same(rounded(found), rounded(expected.parts));
  t.end();
});

t.test('confidence, decisions and roll-up', (t) => {
  const bins = figures.calibration?.bins.map(({ from, mentions, confidence, accuracy }) => ({
    ...{ from, mentions, confidence, accuracy },
  }));
  t.same(rounded({ ece: figures.calibration?.ece, bins }), rounded(expected.calibration));
  t.same(rounded(figures.coverage), rounded(expected.coverage));
  t.same(rounded(figures.decisions), rounded(expected.decisions));
  t.same(rounded(figures.none), rounded(expected.none));
  t.same(rounded(figures.rollUp), rounded(expected.rollUp));
  t.end();
});

t.test('thresholds', (t) => {
  const { wanted, ...rest } = expected.thresholds;
  const inShort = (proposed: ProposedThreshold | null): unknown =>
    proposed && {
      ...proposed,
      precision: [proposed.precision.value, proposed.precision.low, proposed.precision.high],
    };
  for (const heldBy of ['lower bound', 'point estimate'] as const) {
    const { auto, suggest, review } = proposeThresholds(outcomes, wanted, heldBy);
    t.same(
      rounded({ auto: inShort(auto), suggest: inShort(suggest), review: inShort(review) }),
      rounded(rest[heldBy]),
      heldBy,
    );
  }
  t.end();
});

t.test('comparison', (t) => {
  const others = outcomes.map((outcome, at) => ({ ...outcome, ...second[at] }));
  const found = compareRuns(outcomes, others, { ks, resampling, commonOnly: false }).accuracy;
  t.equal(found.length, expected.comparison.length);
  for (const [at, { interval, p, ...wanted }] of expected.comparison.entries()) {
    const compared = found[at];
    if (!compared) continue;
    t.strictSame(rounded(compared), rounded({ ...compared, ...wanted }));
    isNear(t, compared.difference, interval, `difference at ${compared.k}`);
    t.ok(Math.abs(compared.p - p) < 0.02, `p: ${compared.p} is about ${p}`);
  }
  for (const [won, lost, p] of expected.mcnemar) {
    t.ok(Math.abs(mcnemar(won, lost) / p - 1) < 1e-9, `McNemar of ${won} and ${lost}`);
  }
  t.end();
});

t.test('documents and composites', (t) => {
  const figuresIn = ({ precision, recall, f1 }: Rates<number>): unknown => [precision, recall, f1];
  const { strict, relaxed } = endToEndOf(spans.predicted, spans.gold);
  t.same(
    rounded({
      strict: { anyMatch: figuresIn(strict.anyMatch), oneToOne: figuresIn(strict.oneToOne) },
      relaxed: { anyMatch: figuresIn(relaxed.anyMatch), oneToOne: figuresIn(relaxed.oneToOne) },
    }),
    rounded(expected.endToEnd),
  );
  t.same(rounded(figures.namesLevel?.accuracy.map(({ value }) => value)), rounded(expected.namesLevel));
  t.end();
});
