import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { DurableWork } from '../jobs/index.js';
import { SettingsSchema, type EvaluationSettings } from './manifest.js';
import type { Evaluation, EvaluationRequest, EvaluationService } from './service.js';
import type { Figures } from './figures.js';
import type { PostFigures } from './post-figures.js';

/** Kind of the jobs that run evaluations. */
export const EVALUATION_JOB = 'evaluation.run';

const RequestSchema = Type.Object({
  goldSet: Type.String(),
  ontology: Type.String(),
  version: Type.Optional(Type.String()),
  settings: SettingsSchema,
  actor: Type.String(),
});

/** What the job of a run came to. */
export type EvaluationResult = {
  readonly id: string;
  readonly ontology: string;
  readonly version: string;
  readonly settings: EvaluationSettings;
  readonly mentions: Evaluation['manifest']['mentions'];
} & MainFigures;

/** The figures that one looks at first. */
export type MainFigures =
  Pick<Figures, 'task' | 'overall'> | Pick<PostFigures, 'task' | 'extraction' | 'endToEnd'>;

/** The work of an evaluation's job; the run has the job's id, so that a restart makes it once. */
export function evaluationWork(evaluations: Pick<EvaluationService, 'run'>): DurableWork {
  return async (id, input, context): Promise<EvaluationResult> => {
    const { version, ...asked } = Value.Parse(RequestSchema, input);
    const request: EvaluationRequest = { ...asked, ...(version === undefined ? {} : { version }) };
    return resultOf(await evaluations.run(id, request, context));
  };
}

export function resultOf({ manifest, figures }: Evaluation): EvaluationResult {
  const { id, ontology, settings, mentions } = manifest;
  const { name, version } = ontology;
  return { id, ontology: name, version, settings, mentions, ...mainFigures(figures) };
}

function mainFigures(figures: Evaluation['figures']): MainFigures {
  if (figures.task === 'mentions') return { task: figures.task, overall: figures.overall };
  const { task, extraction, endToEnd } = figures;
  return { task, extraction, endToEnd };
}
