import type { RawConcept } from './draft.js';
import { RowLists } from './row-lists.js';
import { NOT_PREFERRED } from './snomed-language.js';

export type DescriptionType = 'full' | 'synonym' | 'definition';

/** What a description is, by its typeId. */
export const DESCRIPTION_TYPES: ReadonlyMap<string, DescriptionType> = new Map([
  ['900000000000003001', 'full'],
  ['900000000000013009', 'synonym'],
  ['900000000000550004', 'definition'],
]);

export interface SnomedDescription {
  /** The row of its concept. */
  readonly concept: number;
  readonly type: DescriptionType;
  readonly text: string;
  /** See `rankOf`. */
  readonly rank: number;
}

/** Descriptions in columns, as there may be more than a million. */
export class SnomedDescriptions {
  readonly #concepts: number[] = [];
  readonly #types: DescriptionType[] = [];
  readonly #texts: string[] = [];
  readonly #ranks: number[] = [];

  get size(): number {
    return this.#texts.length;
  }

  /** @returns the number of the description */
  add(concept: number, type: DescriptionType, text: string): number {
    this.#concepts.push(concept);
    this.#types.push(type);
    this.#ranks.push(NOT_PREFERRED);
    return this.#texts.push(text) - 1;
  }

  /** A language reference set prefers the description. */
  prefer(description: number, rank: number): void {
    this.#ranks[description] = Math.min(rank, this.#ranks[description] ?? rank);
  }

  /** @param concepts how many concepts there are */
  byConcept(concepts: number): (concept: number) => SnomedDescription[] {
    const lists = new RowLists(concepts, this.#concepts);
    return (concept) =>
      [...lists.of(concept)].map((at) => ({
        concept,
        type: this.#types[at] ?? 'synonym',
        text: this.#texts[at] ?? '',
        rank: this.#ranks[at] ?? NOT_PREFERRED,
      }));
  }
}

export type SnomedNames = Pick<RawConcept, 'name' | 'synonyms' | 'definition' | 'level'>;

/**
 * What the descriptions of a concept say of it; null where no name is among them. A reference set's preferred
 * synonym is its name, or else the fully specified name without its tag.
 */
export function namesOf(descriptions: readonly SnomedDescription[]): SnomedNames | null {
  const ranked = [...descriptions].sort((a, b) => a.rank - b.rank);
  const textsOf = (type: DescriptionType) =>
    ranked.filter((one) => one.type === type).map(({ text }) => text);
  const full = textsOf('full').map((text) => ({ text, ...untagged(text) }));
  const synonyms = textsOf('synonym');
  const isPreferred = ranked.some(({ type, rank }) => type === 'synonym' && rank < NOT_PREFERRED);
  const name = isPreferred ? synonyms[0] : (full[0]?.name ?? synonyms[0]);
  if (name === undefined) return null;
  return {
    name,
    synonyms: [...full.flatMap((one) => [one.name, one.text]), ...synonyms],
    definition: textsOf('definition')[0],
    level: full.find(({ tag }) => tag !== '')?.tag,
  };
}

// The tag is what the last parentheses hold: `Pain (left) (finding)`.
const TAGGED = /^(.*\S)\s*\(([^()]+)\)\s*$/;

/** A fully specified name apart from its semantic tag; without one the tag is empty. */
export function untagged(text: string): { readonly name: string; readonly tag: string } {
  const [, name = text, tag = ''] = TAGGED.exec(text) ?? [];
  return { name, tag };
}
