import type {
  ActivateLearnerRequest,
  ActiveLearner,
  LearnerDetail,
  TrainProgress,
  TrainRequest,
} from '../../training/index.js';

export type ChangedLearner = ActiveLearner & { readonly generation: number | null };

export interface TrainingContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainProgress) => void;
}

/** What the commands do with what is learned from coded mentions. */
export interface LearnerBackend {
  train(request: Omit<TrainRequest, 'actor'>, context: TrainingContext): Promise<LearnerDetail>;
  list(ontology: string, signal: AbortSignal): Promise<readonly LearnerDetail[]>;
  get(ontology: string, id: string, signal: AbortSignal): Promise<LearnerDetail>;
  remove(ontology: string, id: string, signal: AbortSignal): Promise<void>;
  active(ontology: string, signal: AbortSignal): Promise<ActiveLearner>;
  activate(request: Omit<ActivateLearnerRequest, 'actor'>, signal: AbortSignal): Promise<ChangedLearner>;
}
