import { InvalidArgumentError } from 'commander';
import {
  SPAN_CRITERIA,
  type EvaluationFigures,
  type EvaluationTask,
  type SpanCriterion,
  type SpanWay,
} from '../evaluation/index.js';
import { CheckError, UsageError } from './errors.js';
import { percent } from '../figure-words.js';

/** A figure that a gate is about. */
export type GateFigure =
  | { readonly kind: 'accuracy'; readonly k: number }
  | { readonly kind: 'mrr' }
  | {
      readonly kind: 'spans';
      readonly part: 'endToEnd' | 'extraction';
      readonly rate: (typeof RATES)[number];
      readonly criterion: SpanCriterion;
      readonly way: SpanWay;
    };

/** What a run has to reach at least. */
export interface Gate {
  /** `acc@1`, `mrr`, `f1-strict`, `extraction-recall-relaxed-one-to-one`. */
  readonly measure: string;
  readonly figure: GateFigure;
  readonly minimum: number;
}

export interface JudgedGate extends Gate {
  readonly value: number;
  readonly met: boolean;
}

const RATES = ['precision', 'recall', 'f1'] as const;
const GATE = /^(?<measure>[^=]+)=(?<figure>\d+(?:\.\d*)?|\.\d+)(?<percent>%?)$/;
const ACCURACY = /^acc@(?<k>[1-9]\d?)$/;
const SPANS =
  /^(?<part>extraction-)?(?<rate>precision|recall|f1)-(?<criterion>strict|relaxed)(?<way>-one-to-one)?$/;
/** Figures are sums of many shares, and their last digits are noise. */
const NOISE = 1e-9;

/** Parser of a gate, such as `acc@1=0.6`, `acc@5=80%`, `mrr=0.7` or `f1-strict=0.4`, after those that came before it. */
export function gate(text: string, before: readonly Gate[] = []): readonly Gate[] {
  const {
    measure = '',
    figure: size,
    percent: sign,
  } = GATE.exec(text.replace(/\s+/g, '').toLowerCase())?.groups ?? {};
  const figure = figureOf(measure);
  if (size === undefined || figure === null)
    throw new InvalidArgumentError(
      'A gate looks like acc@1=0.6, acc@5=80% or mrr=0.7; over posts like f1-strict=0.4, recall-relaxed=50% or extraction-f1-strict-one-to-one=0.5.',
    );
  const minimum = sign === '%' ? Number(size) / 100 : Number(size);
  if (minimum > 1) throw new InvalidArgumentError(`Write a share from 0 to 1, or a percentage: ${size}%.`);
  return [...before, { measure, figure, minimum }];
}

function figureOf(measure: string): GateFigure | null {
  if (measure === 'mrr') return { kind: 'mrr' };
  const { k } = ACCURACY.exec(measure)?.groups ?? {};
  if (k !== undefined) return { kind: 'accuracy', k: Number(k) };
  const found = SPANS.exec(measure)?.groups;
  const rate = RATES.find((each) => each === found?.['rate']);
  const criterion = SPAN_CRITERIA.find((each) => each === found?.['criterion']);
  if (!found || !rate || !criterion) return null;
  const part = found['part'] === undefined ? 'endToEnd' : 'extraction';
  return { kind: 'spans', part, rate, criterion, way: found['way'] === undefined ? 'anyMatch' : 'oneToOne' };
}

/** @throws UsageError for a gate on what is not measured */
export function checkGates(gates: readonly Gate[], task: EvaluationTask, ks: readonly number[]): void {
  const other = gates.find(({ figure }) => taskOf(figure) !== task);
  if (other)
    throw new UsageError(
      `--fail-below ${other.measure}: that is measured of ${taskOf(other.figure)}, and this run is over ${task}.`,
      task === 'mentions'
        ? 'Give --task posts, or a gate such as acc@1=0.6.'
        : 'Give a gate such as f1-strict=0.4.',
    );
  for (const { measure, figure } of gates)
    if (figure.kind === 'accuracy' && !ks.includes(figure.k))
      throw new UsageError(
        `--fail-below ${measure}: Acc@k is measured for k = ${ks.join(', ')} only.`,
        `Give --k ${[...ks, figure.k].sort((a, b) => a - b).join(',')}.`,
      );
}

function taskOf({ kind }: GateFigure): EvaluationTask {
  return kind === 'spans' ? 'posts' : 'mentions';
}

/** Holds the gates against what was measured; intervals play no part. */
export function judge(gates: readonly Gate[], figures: EvaluationFigures): readonly JudgedGate[] {
  return gates.map((one) => {
    const value = valueOf(one.figure, figures);
    return { ...one, value, met: value >= one.minimum - NOISE };
  });
}

/** 0 where there is no such figure, as of a rate of nothing. */
function valueOf(figure: GateFigure, figures: EvaluationFigures): number {
  if (figures.task === 'posts') {
    if (figure.kind !== 'spans') return 0;
    return figures[figure.part][figure.criterion][figure.way][figure.rate]?.value ?? 0;
  }
  const { accuracy, mrr } = figures.overall;
  if (figure.kind === 'accuracy') return accuracy.find(({ k }) => k === figure.k)?.micro.value ?? 0;
  return figure.kind === 'mrr' ? mrr.value : 0;
}

/** @throws CheckError `gate_failed` naming each gate that was not met, and by how much */
export function enforce(gates: readonly JudgedGate[]): void {
  const failed = gates.filter(({ met }) => !met).map(shortfall);
  if (failed.length > 0) throw new CheckError('gate_failed', `${failed.join('; ')}.`);
}

/** A value as the measure is written: MRR is no share. */
export function gateValue({ figure }: Gate, value: number): string {
  return figure.kind === 'mrr' ? value.toFixed(3) : percent(value);
}

function shortfall(judged: JudgedGate): string {
  const { measure, figure, minimum, value } = judged;
  const missing = minimum - value;
  const below = figure.kind === 'mrr' ? missing.toFixed(3) : `${(missing * 100).toFixed(1)} points`;
  return `${measure} is ${gateValue(judged, value)}, ${below} below ${gateValue(judged, minimum)}`;
}
