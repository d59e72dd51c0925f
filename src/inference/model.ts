import type { ErrorCode } from '../errors.js';

/** One text as a model reads it. */
export interface ModelInput {
  readonly ids: Int32Array;
  /** For models that look at a dictionary: the place of each token in a name, a `TokenPlace`. */
  readonly places?: Uint8Array;
}

/** Of a token in a name of the dictionary, in the order of the model's one-hot input `gazetteer`. */
export const TOKEN_PLACE = { first: 0, inside: 1, none: 2 } as const;
export const TOKEN_PLACES = 3;

/** A model file, and what it must look like; crosses to the threads that run it. */
export interface ModelFile {
  readonly path: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Numbers for each text, or for each of its tokens. */
  readonly size: number;
  readonly perToken: boolean;
  /** What these numbers are, for messages: dimensions, labels, tags. */
  readonly unit: string;
}

/** A model for the pool to run. `S` is what a caller gives for one text. */
export interface ModelSpec<S> {
  /** For messages: "encoder". */
  readonly name: string;
  readonly file: ModelFile;
  readonly padId: number;
  /** Called in slices on the main thread. */
  readonly prepare: (source: S) => ModelInput;
  /** Failures by which callers know the model: it does not load or fit; it failed twice on a text. */
  readonly codes: { readonly invalid: ErrorCode; readonly failed: ErrorCode };
}
