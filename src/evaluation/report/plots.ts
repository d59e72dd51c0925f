import { grouped, percent, percentEstimate } from '../../figure-words.js';
import type { CalibrationFigures, CoveragePoint, PartFigures, RankFigures } from '../figures.js';
import {
  figure,
  fitted,
  label,
  legend,
  legendLine,
  line,
  PANEL,
  point,
  pointLabel,
  rect,
  shareAcross,
  shareUp,
  titleAcross,
  WIDTH,
  xOf,
  yOf,
} from './plot-frame.js';

/** Labels of values that fit side by side. */
const MOST_VALUES = 6;

/** Acc@k by k with its intervals, over the floor. The k stand at equal distances, however far apart they are. */
export function accuracyPlot({ accuracy, floor }: RankFigures): string {
  const every = Math.ceil(accuracy.length / MOST_VALUES);
  const marks = accuracy.flatMap(({ k, micro }, at) => {
    const x = xOf((at + 0.5) / accuracy.length);
    const [low, high] = [yOf(micro.low), yOf(micro.high)];
    return [
      ...[
        line('bar', x, low, x, high),
        line('bar', x - 4, low, x + 4, low),
        line('bar', x - 4, high, x + 4, high),
      ],
      point(x, yOf(micro.value)),
      ...(at % every === 0
        ? [pointLabel(x, Math.min(high, yOf(micro.value) - 4) - 5, percent(micro.value))]
        : []),
      label(x, PANEL.bottom + 16, `${k}`, 'middle', 'axis'),
    ];
  });
  const values = accuracy.map(({ k, micro }) => `Acc@${k} ${percentEstimate(micro)}`);
  return figure({
    id: 'accuracy',
    title: 'Accuracy by k',
    description: `${values.join('; ')}; floor ${percent(floor)}.`,
    height: 270,
    marks: [
      ...shareUp('Right concept among the first k'),
      line('other', PANEL.left, yOf(floor), PANEL.right, yOf(floor)),
      ...marks,
      titleAcross(PANEL.bottom + 32, 'k'),
      legend(250, legendLine('bar', 250) + point(PANEL.left + 11, 246), 'Acc@k with its 95% interval'),
      legend(265, legendLine('other', 265), `floor: equal spelling alone, ${percent(floor)}`),
    ],
  });
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 0 });

/** Confidence against truth, with the number of mentions of each bin under it. */
export function reliabilityPlot({ ece, bins }: CalibrationFigures): string {
  const most = Math.max(...bins.map(({ mentions }) => mentions));
  const base = 284;
  const marks = bins.flatMap(({ from, to, mentions, confidence, accuracy }) => {
    const [left, right] = [xOf(from) + 1, xOf(to) - 1];
    const height = Math.max(1, (mentions / most) * 32);
    return [
      rect('size', left, base - height, right - left, height),
      label((left + right) / 2, base - height - 3, compact.format(mentions), 'middle', 'small'),
      point(xOf(confidence), yOf(accuracy)),
    ];
  });
  const values = bins.map(
    ({ mentions, confidence, accuracy }) =>
      `confidence ${percent(confidence)}, right ${percent(accuracy)} of ${grouped(mentions)}`,
  );
  return figure({
    id: 'reliability',
    title: 'Confidence against truth',
    description: `${values.join('; ')}. Expected calibration error ${percent(ece)}.`,
    height: 340,
    marks: [
      ...shareUp('First candidate is right'),
      ...shareAcross(),
      line('other', xOf(0), yOf(0), xOf(1), yOf(1)),
      label(PANEL.left, PANEL.bottom + 34, 'Mentions in each bin', 'start', 'axis'),
      ...marks,
      line('grid', PANEL.left, base, PANEL.right, base),
      titleAcross(base + 16, 'Confidence'),
      legend(320, point(PANEL.left + 11, 316), 'the mentions of one bin'),
      legend(335, legendLine('other', 335), 'just as often right as it is sure'),
    ],
  });
}

/** Labels of the curve stand at least so far apart. */
const LABEL_DISTANCE = 52;

/** What is answered against how often rightly, as the threshold of confidence falls. */
export function coveragePlot(points: readonly CoveragePoint[]): string {
  const ordered = points.toSorted((a, b) => a.coverage - b.coverage);
  const path = ordered.map(({ coverage, accuracy }) => `${xOf(coverage)},${yOf(accuracy)}`).join(' ');
  const labelled = landmarks(ordered);
  const marks = labelled.flatMap(({ coverage, accuracy, threshold }) => {
    const [x, y] = [xOf(coverage), yOf(accuracy)];
    return [
      point(x, y),
      pointLabel(x, y - 21, percent(accuracy)),
      pointLabel(x, y - 9, `≥ ${threshold.toFixed(2)}`),
    ];
  });
  const values = labelled.map(
    ({ coverage, accuracy, threshold }) =>
      `from confidence ${threshold.toFixed(2)}, ${percent(coverage)} answered, ${percent(accuracy)} of them rightly`,
  );
  return figure({
    id: 'coverage',
    title: 'What is answered, and how often rightly',
    description: `${values.join('; ')}.`,
    height: 255,
    marks: [
      ...shareUp('Of what is answered, right'),
      ...shareAcross(),
      `<polyline class="curve" points="${path}"/>`,
      ...marks,
      titleAcross(PANEL.bottom + 32, 'Answered, of all mentions'),
      legend(250, point(PANEL.left + 11, 246), 'only confidences from ≥ on are answered'),
    ],
  });
}

/** The points nearest to each quarter of the way, those left out that would stand too near to one on their right. */
function landmarks(ordered: readonly CoveragePoint[]): readonly CoveragePoint[] {
  const chosen: CoveragePoint[] = [];
  for (const quarter of [1, 0.75, 0.5, 0.25]) {
    const distance = ({ coverage }: CoveragePoint): number => Math.abs(coverage - quarter);
    const [nearest] = ordered.toSorted((a, b) => distance(a) - distance(b));
    const right = chosen.at(-1);
    if (!nearest) continue;
    if (right && xOf(right.coverage) - xOf(nearest.coverage) < LABEL_DISTANCE) continue;
    chosen.push(nearest);
  }
  return chosen.reverse();
}

/** Body systems that a plot shows. */
const MOST_SYSTEMS = 30;
const ROW = 34;

/** Bars of the first Acc@k by body system, those with most mentions first. */
export function systemsPlot(parts: readonly PartFigures[]): string {
  const shown = parts.toSorted((a, b) => b.mentions - a.mentions).slice(0, MOST_SYSTEMS);
  const k = shown[0]?.accuracy[0]?.k ?? 1;
  const rows = shown.map(({ part, mentions, accuracy, floor }) => ({
    ...{ part, mentions, floor },
    value: accuracy[0]?.value ?? 0,
  }));
  const length = (share: number): number => share * (WIDTH - 2);
  const marks = rows.flatMap(({ part, mentions, floor, value }, at) => {
    const top = at * ROW;
    const text = `${percent(value)} of ${grouped(mentions)}`;
    return [
      label(0, top + 12, fitted(part, WIDTH - 12 - text.length * 6.5), 'start'),
      label(WIDTH, top + 12, text, 'end'),
      rect('track', 0, top + 17, length(1), 9),
      rect('share', 0, top + 17, length(value), 9),
      line('floor', length(floor) + 1, top + 15, length(floor) + 1, top + 28),
    ];
  });
  const end = rows.length * ROW + 14;
  const hidden = parts.length - shown.length;
  return figure({
    id: 'systems',
    title: `Acc@${k} by body system${hidden > 0 ? `, the ${shown.length} with most mentions` : ''}`,
    description: `${rows.map(({ part, mentions, value }) => `${part}: ${percent(value)} of ${grouped(mentions)}`).join('; ')}.`,
    height: end + 6,
    marks: [
      ...marks,
      rect('share', 0, end - 9, 22, 9),
      label(28, end, `Acc@${k}`, 'start', 'axis'),
      line('floor', 106, end - 11, 106, end + 2),
      label(114, end, 'floor: equal spelling alone', 'start', 'axis'),
    ],
  });
}
