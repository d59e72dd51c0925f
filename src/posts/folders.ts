import { Type, type Static } from '@sinclair/typebox';
import { AppError } from '../errors.js';
import { manifestMembers, readModelFolder, type ModelFolder, type ModelSpec } from '../inference/index.js';
import { tagOf, type Tag } from './spans.js';
import { MARKS, POST_LABELS, type Mark } from './types.js';

const share = Type.Number({ minimum: 0, maximum: 1 });

const ClassifierSchema = Type.Object({
  ...manifestMembers,
  task: Type.Literal('classify'),
  labels: Type.Array(Type.String(), { minItems: 1 }),
  /** Probabilities from which a label counts as given; chosen on development data. */
  thresholds: Type.Record(Type.String(), share),
});

const ExtractorSchema = Type.Object({
  ...manifestMembers,
  task: Type.Literal('extract'),
  tags: Type.Array(Type.String(), { minItems: 1 }),
  /** What may be said of an event; in the output after the tags. */
  marks: Type.Array(Type.String()),
  gazetteer: Type.Object({
    maxWords: Type.Integer({ minimum: 1, maximum: 20 }),
    minChars: Type.Integer({ minimum: 1 }),
  }),
  /** Events below this are left out; absent where all are better kept. */
  minProbability: Type.Optional(share),
});

export type ClassifierFolder = ModelFolder<Static<typeof ClassifierSchema>>;
export type ExtractorFolder = ModelFolder<Static<typeof ExtractorSchema>> & {
  /** The manifest's, in the order of the model's output. */
  readonly tags: readonly Tag[];
  readonly marks: readonly Mark[];
};

/** By which codes callers know the models of posts. */
export const MODEL_CODES: ModelSpec<never>['codes'] = { invalid: 'model_invalid', failed: 'model_failed' };

/**
 * Reads the folder of a classifier of posts.
 * @throws AppError `model_invalid`, naming the file that is missing, altered or does not fit
 */
export async function readClassifierFolder(path: string): Promise<ClassifierFolder> {
  const folder = await readModelFolder(path, ClassifierSchema, MODEL_CODES.invalid);
  const { labels, thresholds } = folder.manifest;
  const missing = POST_LABELS.filter((label) => !labels.includes(label) || thresholds[label] === undefined);
  if (missing.length > 0) {
    throw new AppError(
      MODEL_CODES.invalid,
      `${path}: manifest.json has no label or no threshold for ${missing.join(', ')}`,
    );
  }
  return folder;
}

/**
 * Reads the folder of an extractor of events.
 * @throws AppError `model_invalid`, naming the file that is missing, altered or does not fit
 */
export async function readExtractorFolder(path: string): Promise<ExtractorFolder> {
  const folder = await readModelFolder(path, ExtractorSchema, MODEL_CODES.invalid);
  const tags = folder.manifest.tags.map((name) => {
    const tag = tagOf(name);
    if (tag) return tag;
    throw new AppError(MODEL_CODES.invalid, `${path}: manifest.json has a tag that is not known: “${name}”`);
  });
  const marks = folder.manifest.marks.flatMap((name) => MARKS.find((known) => known === name) ?? []);
  if (marks.length !== folder.manifest.marks.length || new Set(marks).size !== MARKS.length) {
    throw new AppError(
      MODEL_CODES.invalid,
      `${path}: manifest.json must have each of the marks ${MARKS.join(', ')} once`,
    );
  }
  return { ...folder, tags, marks };
}
