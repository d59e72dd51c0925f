import t from 'tap';
import type { Figures } from '#src/evaluation/figures.js';
import { comparisonMarkdown, summaryMarkdown } from '#src/evaluation/report/index.js';
import { summaryOf } from '#src/evaluation/report/words.js';
import type { RunComparison } from '#src/evaluation/measures/index.js';
import { percentEstimate } from '#src/figure-words.js';
import { BARE_FIGURES, manifestOf } from '../support/evaluation.js';

const of = (value: number, low: number, high: number) => ({ value, low, high });
const bin = (confidence: number, accuracy: number, mentions: number) => ({
  ...{ from: 0, to: 0.1, mentions, confidence, accuracy },
});

const FIGURES: Figures = {
  ...BARE_FIGURES,
  overall: {
    ...{ mentions: 600, mrr: of(0.71, 0.69, 0.73), meanRank: 1.5, found: 540, floor: 0.401 },
    accuracy: [
      { k: 1, micro: of(0.637, 0.612, 0.661), macro: 0.58, macroInterval: { low: 0.541, high: 0.619 } },
      { k: 5, micro: of(0.812, 0.79, 0.83), macro: 0.77 },
    ],
  },
  namesLevel: {
    mentions: 600,
    accuracy: [
      { k: 1, value: 0.62 },
      { k: 5, value: 0.801 },
    ],
  },
  calibration: { ece: 0.043, bins: [bin(0.6, 0.55, 500), bin(0.2, 0.2, 140)] },
  decisions: [
    { decision: 'auto', mentions: 80, right: 0.975, rightInterval: { low: 0.913, high: 0.993 } },
    { decision: 'suggest', mentions: 560, right: 0.6 },
    { decision: 'review', mentions: 0, right: null, rightInterval: null },
  ],
  none: { mentions: 40, precision: 0.5, recall: 0.25, f1: 1 / 3 },
};

t.equal(percentEstimate(of(0.637, 0.612, 0.661)), '63.7% (61.2 to 66.1)');

t.test('the summary says in sentences what was measured and how far to trust it', async (t) => {
  t.strictSame(summaryOf(manifestOf(), FIGURES), [
    '640 mentions of forum posts 2026 (split test) were normalized to starter 2026.1 (4,321 concepts) with the encoder small-encoder. For 40 of them no concept is right: they count for decisions and confidence, and not for Acc@k.',
    'The right concept came first for 63.7% (61.2 to 66.1) of the mentions (Acc@1) and was among the first 5 for 81.2% (79.0 to 83.0) (Acc@5), with 95% intervals in brackets. Equal spelling alone puts it first for 40.1%: the floor under every system.',
    'For 12 mentions the ontology has none of the concepts that are right; these count as misses.',
    'Confidence is off by 4.3 percentage points on average (expected calibration error), and is too high on the whole: it can be taken at its word.',
    '12.5% of the mentions (80 of 640) could be coded without a person (auto), 97.5% (91.3 to 99.3) of them rightly.',
  ]);
});

t.test('it fits what the run is like', async (t) => {
  const manifest = manifestOf({
    settings: {
      ...{ task: 'mentions', marks: 'reported' },
      ...{ ks: [2], split: null, missing: 'exclude', seed: 1, resamples: 100 },
      ...{ strategy: 'auto', learning: 'active' },
    },
    mentions: { measured: 1, missing: 0, excluded: 1 },
  });
  const overall = { ...FIGURES.overall, accuracy: [{ k: 2, micro: of(0.5, 0.4, 0.6), macro: 0.5 }] };
  const decisions = [{ decision: 'suggest' as const, mentions: 1, right: 1 }];
  t.strictSame(summaryOf(manifest, { ...BARE_FIGURES, overall, decisions }), [
    '1 mention of forum posts 2026 was normalized to starter 2026.1 (4,321 concepts) with the encoder small-encoder.',
    'The right concept was among the first 2 for 50.0% (40.0 to 60.0) (Acc@2), with 95% intervals in brackets. Equal spelling alone puts it first for 40.1%: the floor under every system.',
    'For 1 mention the ontology has none of the concepts that are right; these were left out.',
    'There is no calibrated confidence, so nothing can be said of how far to trust it.',
    'No mention could be coded without a person (auto).',
  ]);
  const trusted = (ece: number, confidence: number) =>
    summaryOf(manifestOf(), { ...FIGURES, calibration: { ece, bins: [bin(confidence, 0.5, 10)] } })[3];
  t.match(trusted(0.08, 0.42), 'too low on the whole: take it as a rough guide.');
  t.match(trusted(0.2, 0.5), '(expected calibration error): do not rely on it');
  const whole = { ...manifestOf(), mentions: { measured: 5, missing: 0, excluded: 0 } };
  t.equal(summaryOf(whole, FIGURES).length, 4, 'where no gold is missing nothing is said of it');
});

t.test('the summary in Markdown has tables, hashes and the command', async (t) => {
  const text = summaryMarkdown(manifestOf(), FIGURES);
  t.match(text, /^## starter 2026\.1 measured on forum posts 2026\n\n640 mentions/);
  t.match(
    text,
    [
      '| Measure | Micro (95% interval) | Macro (95% interval) |',
      '| --- | ---: | ---: |',
      '| Acc@1 | 63.7% (61.2 to 66.1) | 58.0% (54.1 to 61.9) |',
      '| Acc@5 | 81.2% (79.0 to 83.0) | 77.0% |',
      '',
      'Floor (equal spelling alone): 40.1%. MRR: 0.710 (0.690 to 0.730). Found among the candidates: 540 of 600.',
      '',
      'Counting names, as BioSyn and SapBERT do: Acc@1 62.0%, Acc@5 80.1%.',
      '',
      '| Decision | Mentions | Share | Right (95% interval) |',
      '| --- | ---: | ---: | ---: |',
      '| auto | 80 | 12.5% | 97.5% (91.3 to 99.3) |',
      '| suggest | 560 | 87.5% | 60.0% |',
      '| review | 0 | 0.0% | – |',
    ].join('\n'),
  );
  t.match(
    text,
    'gold set ab12cd34ef56ab78 · artefact 0f1e2d3c4b5a6978 · encoder 99887766554433aa · predictions 1234abcd5678ef90\n',
  );
  t.match(text, '\n```sh\nade-normalizer evaluate ab12cd34ef56ab78 ');
  t.notMatch(summaryMarkdown(manifestOf(), BARE_FIGURES), /\||NaN/, 'no empty tables');
});

t.test('names and commands break no Markdown', async (t) => {
  const base = manifestOf();
  const name = 'a|b\n# <script> `c` [d](e) *f* _g_ &amp;';
  const text = summaryMarkdown(
    { ...base, goldSet: { ...base.goldSet, name }, command: 'run "```"\nrm' },
    FIGURES,
  );
  const escaped = 'a\\|b \\# \\<script\\> \\`c\\` \\[d\\](e) \\*f\\* \\_g\\_ \\&amp;';
  t.ok(text.startsWith(`## starter 2026.1 measured on ${escaped}\n`), 'a name');
  t.ok(text.endsWith('\n````sh\nrun "```" rm\n````\n'), 'a command');
});

const COMPARED = {
  ...{ k: 1, first: 0.637, second: 0.66, difference: of(0.023, 0.008, 0.039), p: 0.0004 },
  ...{ won: 30, lost: 16, mcnemar: 0.054 },
};
const COMPARISON: RunComparison = {
  ...{ mentions: 600, accuracy: [COMPARED], leftOut: { first: 0, second: 0 }, won: [], lost: [], groups: [] },
};

t.test('a comparison in Markdown', async (t) => {
  const first = manifestOf();
  const second = { ...first, encoder: { id: 'other', hash: 'ff'.repeat(32) } };
  const text = comparisonMarkdown(first, second, {
    ...COMPARISON,
    groups: [{ group: null, mentions: 10, accuracy: [COMPARED] }],
  });
  t.match(
    text,
    [
      '## starter 2026.1 measured on forum posts 2026, against starter 2026.1',
      '',
      'The second run is better: +2.3 (0.8 to 3.9) points at Acc@1.',
      '',
      '| Measure | First | Second | Difference in points (95% interval) | p | Won | Lost | McNemar p |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| Acc@1 | 63.7% | 66.0% | +2.3 (0.8 to 3.9) | \\< 0.001 | 30 | 16 | 0.054 |',
      '',
      'Over 600 mentions that have a right concept in both runs.',
    ].join('\n'),
  );
  t.match(text, '| (none) | 10 | 63.7% | 66.0% | +2.3 (0.8 to 3.9) | 30 | 16 |');
  t.match(text, 'Not the same in both: encoder.\n');
  t.match(text, 'Second: gold set ab12cd34ef56ab78 · artefact 0f1e2d3c4b5a6978 · encoder ffffffffffffffff');
  t.notMatch(text, 'Left out');
  t.match(comparisonMarkdown(first, first, COMPARISON), 'are the same in both.');
});

t.test('its verdict follows the interval', async (t) => {
  const told = (difference: { value: number; low: number; high: number }) =>
    comparisonMarkdown(manifestOf(), manifestOf(), {
      ...COMPARISON,
      accuracy: [{ ...COMPARED, difference }],
      leftOut: { first: 2, second: 1300 },
    });
  t.match(told(of(-0.02, -0.03, -0.01)), 'The second run is worse: -2.0 (-3.0 to -1.0) points');
  t.match(told(of(0.0001, -0.0001, 0.02)), 'but chance: +0.0 (0.0 to 2.0) points');
  t.match(told(of(0, 0, 0)), 'but chance: 0.0 (0.0 to 0.0) points');
  t.match(told(of(0, 0, 0)), 'Left out: 2 of the first run and 1,300 of the second');
});
