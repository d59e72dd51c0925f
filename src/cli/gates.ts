import { InvalidArgumentError } from 'commander';
import type { Figures } from '../evaluation/index.js';
import { CheckError, UsageError } from './errors.js';
import { percent } from '../figure-words.js';

/** What a run has to reach at least. */
export interface Gate {
  /** `acc@1`, `mrr`. */
  readonly measure: string;
  /** The k of Acc@k; null for MRR. */
  readonly k: number | null;
  readonly minimum: number;
}

export interface JudgedGate extends Gate {
  readonly value: number;
  readonly met: boolean;
}

const GATE = /^(?:acc@(?<k>[1-9]\d?)|mrr)=(?<figure>\d+(?:\.\d*)?|\.\d+)(?<percent>%?)$/i;
/** Figures are sums of many shares, and their last digits are noise. */
const NOISE = 1e-9;

/** Parser of a gate, such as `acc@1=0.6`, `acc@5=80%` or `mrr=0.7`, after those that came before it. */
export function gate(text: string, before: readonly Gate[] = []): readonly Gate[] {
  const { k, figure, percent: sign } = GATE.exec(text.replace(/\s+/g, ''))?.groups ?? {};
  if (figure === undefined)
    throw new InvalidArgumentError('A gate looks like acc@1=0.6, acc@5=80% or mrr=0.7.');
  const minimum = sign === '%' ? Number(figure) / 100 : Number(figure);
  if (minimum > 1) throw new InvalidArgumentError(`Write a share from 0 to 1, or a percentage: ${figure}%.`);
  const gateOf = { measure: k === undefined ? 'mrr' : `acc@${k}`, k: k === undefined ? null : Number(k) };
  return [...before, { ...gateOf, minimum }];
}

/** @throws UsageError for a gate on a k that is not measured */
export function checkGates(gates: readonly Gate[], ks: readonly number[]): void {
  const strange = gates.find(({ k }) => k !== null && !ks.includes(k));
  if (strange)
    throw new UsageError(
      `--fail-below ${strange.measure}: Acc@k is measured for k = ${ks.join(', ')} only.`,
      `Give --k ${[...ks, strange.k ?? 0].sort((a, b) => a - b).join(',')}.`,
    );
}

/** Holds the gates against what was measured; intervals play no part. */
export function judge(gates: readonly Gate[], { overall }: Figures): readonly JudgedGate[] {
  return gates.map((one) => {
    const value =
      one.k === null ? overall.mrr.value : (overall.accuracy.find(({ k }) => k === one.k)?.micro.value ?? 0);
    return { ...one, value, met: value >= one.minimum - NOISE };
  });
}

/** @throws CheckError `gate_failed` naming each gate that was not met, and by how much */
export function enforce(gates: readonly JudgedGate[]): void {
  const failed = gates.filter(({ met }) => !met).map(shortfall);
  if (failed.length > 0) throw new CheckError('gate_failed', `${failed.join('; ')}.`);
}

function shortfall({ measure, k, minimum, value }: JudgedGate): string {
  const missing = minimum - value;
  return k === null
    ? `${measure} is ${value.toFixed(3)}, ${missing.toFixed(3)} below ${minimum.toFixed(3)}`
    : `${measure} is ${percent(value)}, ${(missing * 100).toFixed(1)} points below ${percent(minimum)}`;
}
