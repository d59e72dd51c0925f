import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError } from '../errors.js';
import type { Figures } from './figures.js';
import type { PostFigures } from './post-figures.js';

/** All that a run measured, by its task. */
export type EvaluationFigures = Figures | PostFigures;

const FiguresSchema = Type.Unsafe<EvaluationFigures>(
  Type.Union([
    // Runs of before there was a task were of mentions.
    Type.Object({ task: Type.Literal('mentions', { default: 'mentions' }), overall: Type.Object({}) }),
    Type.Object({ task: Type.Literal('posts'), extraction: Type.Object({}), endToEnd: Type.Object({}) }),
  ]),
);

/** The figures of a run over mentions. @throws AppError `run_of_posts` */
export function mentionFigures(figures: EvaluationFigures): Figures {
  if (figures.task === 'mentions') return figures;
  throw new AppError('run_of_posts', 'The run is over posts; this is asked of runs over mentions.');
}

/** What `figures.json` has. @throws Error when it was altered by hand */
export function figuresFrom(value: unknown): EvaluationFigures {
  // Not `Parse`, which drops what a schema does not name.
  const told = Value.Default(FiguresSchema, value);
  Value.Assert(FiguresSchema, told);
  return told;
}
