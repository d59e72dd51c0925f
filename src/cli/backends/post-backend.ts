import type { AnnotatedPost, AnnotateOptions } from '../../posts/index.js';

/** What a post came to; the posts' order tells which. */
export type PostOutcome =
  | ({ readonly generation: number } & Omit<AnnotatedPost, 'id'>)
  | { readonly error: { readonly code: string; readonly detail: string } };

/** Work on posts. */
export interface PostBackend {
  /**
   * One outcome for each text, in order; takes texts no faster than they are answered. What is no string gets
   * an error in its place.
   */
  annotate(
    texts: AsyncIterable<unknown>,
    options: AnnotateOptions,
    signal: AbortSignal,
  ): AsyncIterable<PostOutcome>;
}
