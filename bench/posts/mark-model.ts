import { Extractor } from '../../src/posts/extractor.js';
import { readExtractorFolder } from '../../src/posts/folders.js';
import { saidOf, type MarkShares } from '../../src/posts/spans.js';
import type { Offsets } from '../../src/posts/types.js';
import { EXTRACT_DIR, openPool } from '../../test/support/posts.js';
import { starterForms } from './starter-forms.js';

const CONTEXT = { lane: 'live', signal: new AbortController().signal } as const;

/** What the extractor that ships says of places in texts, whether or not it finds an event there. */
export interface MarkModel {
  readonly read: (text: string) => Promise<(place: Offsets) => MarkShares>;
  readonly close: () => Promise<void>;
}

export async function openMarkModel(): Promise<MarkModel> {
  const pool = openPool(1, 1);
  const folder = await readExtractorFolder(process.env['ADE_EXTRACT_DIR'] ?? EXTRACT_DIR);
  const extractor = await Extractor.start(folder, pool);
  const names = starterForms();
  return {
    read: async (text) => {
      const [found] = await extractor.probabilities([text], names, CONTEXT);
      return ({ start, end }) => {
        const inside = found?.words.flatMap((word, i) =>
          word.start < end && start < word.end ? (found.ofWords[i] ?? []) : [],
        );
        return saidOf(inside ?? [], folder);
      };
    },
    close: () => pool.close(),
  };
}
