import type { Snapshot } from '../ontology/index.js';
import type { RunLearning } from './learning.js';
import type { RunManifest } from './manifest.js';
import type { EvaluationContext, EvaluationPace, EvaluationRequest, GoldSet } from './service.js';

/** A run under way. */
export interface Run {
  readonly id: string;
  /** Where its files go. */
  readonly folder: string;
  readonly goldSet: GoldSet;
  readonly snapshot: Snapshot;
  readonly learning: RunLearning;
  readonly request: EvaluationRequest;
  readonly context: EvaluationContext;
}

/** What answering a gold set came to; the predictions are written. */
export interface Predicted extends Pick<RunManifest, 'seconds' | 'mentions' | 'posts'> {
  readonly sha256: string;
  /** Ranks by names of each mention's pieces; of none in a run over posts. */
  readonly named: readonly (readonly (number | null)[])[];
}

/** @param started as of `performance.now()` */
export function paceOf(done: number, total: number, started: number): EvaluationPace {
  const perSecond = done / ((performance.now() - started) / 1000);
  const secondsLeft = done === 0 ? null : Math.round((total - done) / perSecond);
  return { done, total, perSecond: Math.round(perSecond), secondsLeft };
}
