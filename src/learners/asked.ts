import type { Candidate, Evidence, LearnerData, LearnerScores, Ranked, Strategy } from './types.js';

/** What the learned parts say about some mentions, and how the same mentions were coded. */
export interface LearnedEvidence extends LearnerScores {
  /** For each mention, most often first; empty where it never was. */
  readonly coded: readonly (readonly Candidate[])[];
}

/** Weighs the evidence for one mention; best first. */
export type LearnedRanking = (strategy: Strategy, evidence: Evidence) => readonly Ranked[];

/** What is told of a learner once its thread has opened it. */
export type LearnerHead = Pick<LearnerData, 'dimension' | 'classes' | 'threshold' | 'blend' | 'best'>;

/** Messages to the thread that holds a learner. */
export type ToScoreWorker =
  | { readonly type: 'open'; readonly path: string }
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly vectors: Float32Array;
      readonly forms: readonly string[];
    }
  | { readonly type: 'close' };

export type FromScoreWorker =
  | { readonly type: 'opened'; readonly head: LearnerHead }
  | { readonly type: 'answer'; readonly id: number; readonly evidence: LearnedEvidence }
  | { readonly type: 'failed'; readonly id: number | null; readonly detail: string };
