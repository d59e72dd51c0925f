import type { Normalizer } from '../normalize/index.js';
import type { Shadows } from './shadows.js';

/** The normalizer, watched by shadows: they learn what the active versions answered after it was answered. */
export function watchedBy(shadows: Pick<Shadows, 'take'>, normalizer: Normalizer): Normalizer {
  return {
    normalize: async (mentions, options, context) => {
      const answer = await normalizer.normalize(mentions, options, context);
      // Whoever asked goes first.
      setImmediate(() => {
        shadows.take(answer, options);
      });
      return answer;
    },
    answer: (snapshot, mentions, options, context) => normalizer.answer(snapshot, mentions, options, context),
  };
}
