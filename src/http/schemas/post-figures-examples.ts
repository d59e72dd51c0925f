/** Examples of runs over posts for the OpenAPI document. */

const estimate = (value: number) => ({ value, low: value - 0.06, high: value + 0.05 });
const spans = (matched: number, all: number) => ({
  ...{ predicted: 118, gold: 131, matchedPredicted: matched, matchedGold: all },
  ...{
    precision: estimate(matched / 118),
    recall: estimate(all / 131),
    f1: estimate((2 * matched) / (118 + 131)),
  },
});
const matchedSpans = (strict: number, relaxed: number) => ({
  strict: { anyMatch: spans(strict, strict), oneToOne: spans(strict, strict) },
  relaxed: { anyMatch: spans(relaxed, relaxed + 3), oneToOne: spans(relaxed - 1, relaxed - 1) },
});

export const postFigures = {
  task: 'posts',
  extraction: matchedSpans(74, 97),
  endToEnd: matchedSpans(52, 61),
  classification: {
    ...{ gold: 88, predicted: 95, matched: 79 },
    ...{ precision: estimate(79 / 95), recall: estimate(79 / 88), f1: estimate(158 / 183) },
  },
  types: [{ part: 'ADR', events: 109, strict: 70, relaxed: 91 }],
  marks: [
    { part: 'reported', events: 121, strict: 75, relaxed: 98 },
    { part: 'negated', events: 14, strict: 1, relaxed: 2 },
  ],
} as const;
