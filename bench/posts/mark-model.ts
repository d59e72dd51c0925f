import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { silentObserver } from '../../src/encoder/index.js';
import { ModelPool } from '../../src/inference/index.js';
import { Extractor } from '../../src/posts/extractor.js';
import { readExtractorFolder } from '../../src/posts/folders.js';
import { saidOf, type MarkShares } from '../../src/posts/spans.js';
import type { Offsets } from '../../src/posts/types.js';
import { normalForm } from '../../src/text/index.js';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const CONTEXT = { lane: 'live', signal: new AbortController().signal } as const;
const Entry = Type.Object({
  name: Type.String(),
  synonyms: Type.Array(Type.String(), { default: [] }),
  lay: Type.Array(Type.String(), { default: [] }),
});

/** What the extractor that ships says of places in texts, whether or not it finds an event there. */
export interface MarkModel {
  readonly read: (text: string) => Promise<(place: Offsets) => MarkShares>;
  readonly close: () => Promise<void>;
}

export async function openMarkModel(): Promise<MarkModel> {
  const pool = new ModelPool({
    ...{ workers: 1, batch: { maxTokens: 1024, maxRows: 1 }, maxQueue: 1000 },
    ...{ observer: silentObserver, onWorkerLost: () => undefined },
  });
  const folder = await readExtractorFolder(process.env['ADE_EXTRACT_DIR'] ?? root('models/ade-extract'));
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

function starterForms(): Set<string> {
  const rows = readFileSync(root('ontologies/starter/starter.jsonl'), 'utf8').trim().split('\n');
  const entries = rows.map((row) => Value.Parse(Entry, JSON.parse(row)));
  return new Set(entries.flatMap(({ name, synonyms, lay }) => [name, ...synonyms, ...lay].map(normalForm)));
}
