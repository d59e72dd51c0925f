import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { ModelPool } from '../inference/index.js';
import { Classifier } from './classifier.js';
import { Extractor } from './extractor.js';
import { readClassifierFolder, readExtractorFolder } from './folders.js';
import type { PostModelIds } from './types.js';

export interface PostModelsOptions {
  /** `lazy` and `start` differ for whoever calls `load`. */
  readonly mode: 'lazy' | 'start' | 'off';
  readonly classifyDir: string;
  readonly extractDir: string;
}

/** The models of posts, each loaded once, when it is first needed. A load that failed is tried again. */
export class PostModels {
  readonly #classifier: () => Promise<Classifier>;
  readonly #extractor: () => Promise<Extractor>;
  readonly #required: () => Promise<void>;
  #missing: boolean;

  constructor({ mode, classifyDir, extractDir }: PostModelsOptions, pool: ModelPool) {
    this.#missing = mode === 'start';
    const requireClassifier = () => requireModel(mode, 'classifier', classifyDir, 'ADE_CLASSIFY_DIR');
    const requireExtractor = () => requireModel(mode, 'extractor', extractDir, 'ADE_EXTRACT_DIR');
    this.#required = async () => {
      await requireClassifier();
      await requireExtractor();
    };
    this.#classifier = once(async () => {
      await requireClassifier();
      return Classifier.start(await readClassifierFolder(classifyDir), pool);
    });
    this.#extractor = once(async () => {
      await requireExtractor();
      return Extractor.start(await readExtractorFolder(extractDir), pool);
    });
  }

  /** Whether the models are to be there by now and are not. */
  get missing(): boolean {
    return this.#missing;
  }

  /** @throws AppError `posts_not_available`, `model_invalid`, `model_failed` */
  classifier(): Promise<Classifier> {
    return this.#classifier();
  }

  /** @throws AppError `posts_not_available`, `model_invalid`, `model_failed` */
  extractor(): Promise<Extractor> {
    return this.#extractor();
  }

  /** Whether both models are there to be loaded; loads neither. @throws AppError `posts_not_available` */
  require(): Promise<void> {
    return this.#required();
  }

  /** Both models by name and hash, loaded. @throws AppError as `classifier` and `extractor` */
  async ids(): Promise<PostModelIds> {
    const [classifier, extractor] = await Promise.all([this.classifier(), this.extractor()]);
    return {
      classifier: { id: classifier.id, hash: classifier.hash },
      extractor: { id: extractor.id, hash: extractor.hash },
    };
  }

  /**
   * Loads what there is to load at the start: both models, or nothing.
   * @throws AppError `posts_not_available`, `model_invalid`, `model_failed`
   */
  async loadAtStart(): Promise<void> {
    if (!this.#missing) return;
    await this.classifier();
    await this.extractor();
    this.#missing = false;
  }
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function requireModel(
  mode: PostModelsOptions['mode'],
  what: string,
  folder: string,
  variable: string,
): Promise<void> {
  if (mode === 'off') {
    throw new AppError(
      'posts_not_available',
      'This service does not work on posts: it was started with ADE_POSTS=off. Start it with ADE_POSTS=lazy, or send the words that report the event to /v1/normalize.',
    );
  }
  const isThere = await access(join(folder, 'manifest.json')).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  throw new AppError(
    'posts_not_available',
    `There is no ${what} of posts in ${folder} (no manifest.json). Put its folder there, which a checkout of the repository has under models/ (with Git LFS: git lfs pull), or name the folder in ${variable}.`,
  );
}
