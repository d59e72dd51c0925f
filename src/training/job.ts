import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { DurableWork } from '../jobs/index.js';
import type { LearnerDetail, LearnerService, TrainRequest } from './service.js';

/** Kind of the jobs that train learners. */
export const TRAINING_JOB = 'learner.train';

const RequestSchema = Type.Object({
  ontology: Type.String(),
  version: Type.Optional(Type.String()),
  codedSet: Type.String(),
  split: Type.Union([Type.String(), Type.Null()]),
  fold: Type.Optional(Type.String()),
  seed: Type.Integer({ minimum: 0 }),
  actor: Type.String(),
});

/** The work of a training job; the learner has the job's id, so that a restart makes it once. */
export function trainingWork(learners: Pick<LearnerService, 'train'>): DurableWork {
  return async (id, input, context): Promise<LearnerDetail> => {
    const { version, fold, ...asked } = Value.Parse(RequestSchema, input);
    const request: TrainRequest = {
      ...asked,
      ...(version === undefined ? {} : { version }),
      ...(fold === undefined ? {} : { fold }),
    };
    return learners.train(id, request, context);
  };
}
