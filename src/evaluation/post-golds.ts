import type { GoldDocument, GoldRow } from './gold.js';
import { hullOf } from './gold/index.js';
import type { PlacedGold } from './post-prediction.js';
import type { GoldResolver } from './resolve.js';

/** The mentions of a document. */
export interface DocumentGolds {
  readonly placed: readonly PlacedGold[];
  /** Mentions of which no place is known. */
  readonly unplaced: number;
}

/**
 * The mentions of all documents by the document that they stand in, as the rows of one may stand anywhere. Held in
 * memory without the texts of the documents.
 *
 * A split mention is the stretch from its first piece to its last.
 */
export async function goldsByDocument(
  rows: AsyncIterable<GoldRow>,
  resolver: GoldResolver,
): Promise<Map<string, DocumentGolds>> {
  const all = new Map<string, { placed: PlacedGold[]; unplaced: number }>();
  for await (const row of rows) {
    if (row.span === null) continue;
    const { document, pieces } = row.span;
    const golds = all.get(document) ?? { placed: [], unplaced: 0 };
    all.set(document, golds);
    const hull = hullOf(pieces);
    if (hull === null) golds.unplaced += 1;
    else golds.placed.push({ ...hull, text: row.mention, group: row.group, ...conceptsOf(row, resolver) });
  }
  return all;
}

function conceptsOf(row: GoldRow, resolver: GoldResolver): Pick<PlacedGold, 'kind' | 'concepts' | 'missing'> {
  const { golds, missing } = resolver.resolve(row);
  const concepts = golds.map(({ id, name }) => ({ id, name })).sort((a, b) => (a.id < b.id ? -1 : 1));
  const kind = concepts.length > 0 ? 'known' : missing.length > 0 ? 'missing' : 'none';
  return { kind, concepts, missing: [...missing] };
}

/** Places of a document that nobody has normalized. */
export function openGolds({ text, unnormalized }: GoldDocument): readonly PlacedGold[] {
  return unnormalized.map(({ start, end }) => ({
    ...{ start, end, text: text.slice(start, end), group: null },
    ...{ kind: 'open' as const, concepts: [], missing: [] },
  }));
}
