import t, { type Test } from 'tap';
import { PANEL, fitted } from '#src/evaluation/report/plot-frame.js';
import { accuracyPlot, coveragePlot, reliabilityPlot, systemsPlot } from '#src/evaluation/report/plots.js';

const of = (value: number, low: number, high: number) => ({ value, low, high });
const ranks = (
  accuracy: readonly { k: number; micro: ReturnType<typeof of>; macro: number }[],
  floor: number,
) => ({
  ...{ mentions: 10, accuracy, mrr: of(0, 0, 0), meanRank: null, found: 0, floor },
});

/** Attributes of all elements of a kind, as numbers. */
function attributes(svg: string, element: RegExp, ...names: readonly string[]): number[][] {
  return [...svg.matchAll(new RegExp(`<${element.source}[^>]*>`, 'g'))].map(([text]) =>
    names.map((name) => Number(new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1])),
  );
}

const textsOf = (svg: string, kind: string): string[] =>
  [...svg.matchAll(new RegExp(`<text class="${kind}"[^>]*>([^<]*)<`, 'g'))].map(([, text]) => text ?? '');

/** Every coordinate is a number within the view box. */
function within(t: Test, svg: string): void {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const most = { x: Number(width), x1: Number(width), x2: Number(width), cx: Number(width) };
  const all = [...svg.matchAll(/ (c?[xy][12]?)="([^"]*)"/g)].map(([, name = '', value]) => ({
    name,
    value: Number(value),
  }));
  t.ok(all.length > 4);
  t.ok(all.every(({ name, value }) => value >= 0 && value <= (name.includes('x') ? most.x : Number(height))));
  t.notMatch(svg, /NaN|Infinity|undefined/);
}

const [middle, height] = [(PANEL.left + PANEL.right) / 2, PANEL.bottom - PANEL.top];
const width = PANEL.right - PANEL.left;

t.test('accuracy by k: points, intervals and floor stand where they belong', async (t) => {
  const svg = accuracyPlot(
    ranks(
      [
        { k: 1, micro: of(0.5, 0.25, 0.75), macro: 0.5 },
        { k: 5, micro: of(1, 1, 1), macro: 1 },
      ],
      0.25,
    ),
  );
  within(t, svg);
  t.strictSame(attributes(svg, /circle/, 'cx', 'cy').slice(0, 2), [
    [PANEL.left + width / 4, PANEL.bottom - height / 2],
    [PANEL.left + (width * 3) / 4, PANEL.top],
  ]);
  t.strictSame(attributes(svg, /line class="bar"/, 'y1', 'y2')[0], [
    PANEL.bottom - height / 4,
    PANEL.bottom - (height * 3) / 4,
  ]);
  t.strictSame(attributes(svg, /line class="other"/, 'y1', 'y2')[0], [
    PANEL.bottom - height / 4,
    PANEL.bottom - height / 4,
  ]);
  t.strictSame(textsOf(svg, 'label'), ['50.0%', '100.0%']);
  t.match(
    svg,
    'Acc@1 50.0% (25.0 to 75.0); Acc@5 100.0% (100.0 to 100.0); floor 25.0%.',
    'read out in words',
  );
  t.match(svg, /role="img" aria-labelledby="accuracy-title accuracy-text"/);

  const ten = Array.from({ length: 10 }, (_, at) => ({ k: at + 1, micro: of(0.5, 0.4, 0.6), macro: 0.5 }));
  t.equal(textsOf(accuracyPlot(ranks(ten, 0)), 'label').length, 5, 'of many k every other has its value');
});

t.test('reliability: bins over their confidence, their sizes beneath', async (t) => {
  const svg = reliabilityPlot({
    ece: 0.1,
    bins: [
      { from: 0.2, to: 0.3, mentions: 1500, confidence: 0.25, accuracy: 0.5 },
      { from: 0.9, to: 1, mentions: 3000, confidence: 1, accuracy: 1 },
    ],
  });
  within(t, svg);
  t.strictSame(attributes(svg, /circle/, 'cx', 'cy').slice(0, 2), [
    [PANEL.left + width / 4, PANEL.bottom - height / 2],
    [PANEL.right, PANEL.top],
  ]);
  const sizes = attributes(svg, /rect class="size"/, 'height');
  t.strictSame(sizes, [[16], [32]]);
  t.strictSame(textsOf(svg, 'small'), ['2K', '3K']);
  t.strictSame(
    attributes(svg, /line class="other"/, 'x1', 'y1', 'x2', 'y2')[0],
    [PANEL.left, PANEL.bottom, PANEL.right, PANEL.top],
    'the diagonal',
  );
});

t.test('coverage: a curve by coverage, and labels that keep their distance', async (t) => {
  const points = [
    { threshold: 0.9, coverage: 0.5, accuracy: 1 },
    { threshold: 0.95, coverage: 0.48, accuracy: 1 },
    { threshold: 0.1, coverage: 1, accuracy: 0.5 },
  ];
  const svg = coveragePlot(points);
  within(t, svg);
  const [, path = ''] = /points="([^"]*)"/.exec(svg) ?? [];
  t.strictSame(
    path.split(' ').map((pair) => pair.split(',').map(Number)),
    [
      [Number((PANEL.left + width * 0.48).toFixed(1)), PANEL.top],
      [middle, PANEL.top],
      [PANEL.right, PANEL.bottom - height / 2],
    ],
    'from the least coverage on',
  );
  t.strictSame(textsOf(svg, 'label'), ['100.0%', '≥ 0.90', '50.0%', '≥ 0.10']);
  within(t, coveragePlot([{ threshold: 1, coverage: 0, accuracy: 0 }]));
});

t.test('body systems: bars by mentions, names that fit', async (t) => {
  const part = (name: string, mentions: number, value: number) => ({
    ...{ part: name, mentions, accuracy: [{ k: 1, value }], floor: 0.1 },
  });
  const svg = systemsPlot([part('Eye & ear', 5, 1), part('x'.repeat(200), 1234, 0.5)]);
  within(t, svg);
  t.strictSame(
    attributes(svg, /rect class="share"/, 'width').slice(0, 2),
    [[169], [338]],
    'most mentions first',
  );
  const [long, count, short] = textsOf(svg, 'label');
  t.match(long, /^x{20,40}…$/);
  t.equal(count, '50.0% of 1,234');
  t.equal(short, 'Eye &amp; ear');
});

t.test('fitted texts', async (t) => {
  t.equal(fitted('short', 100), 'short');
  t.equal(fitted('消化器系および全身性', 60), '消化器系…');
  t.equal(fitted('😀😀😀😀', 25), '😀…');
  t.equal(fitted('word', 0), 'w…');
});
