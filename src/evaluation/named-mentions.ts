import type { GoldRow } from './gold.js';

/** Ranks by names, as a run comes to know them: of each mention those of its pieces. */
export class NamedMentions {
  readonly #mentions: (number | null)[][] = [];
  #place: string | null = null;
  #texts = new Set<string>();

  /**
   * Rows of other texts at one place of a document are the pieces of a composite mention, as PubTator has them; they
   * come one after the other. Any other row is a mention of its own.
   */
  add({ mention, fold, span }: GoldRow, rank: number | null): void {
    const place = span && span.pieces.length > 0 ? JSON.stringify([fold, span]) : null;
    const last = this.#mentions.at(-1);
    if (last && place !== null && place === this.#place && !this.#texts.has(mention)) last.push(rank);
    else {
      this.#mentions.push([rank]);
      this.#texts = new Set();
    }
    this.#place = place;
    this.#texts.add(mention);
  }

  list(): readonly (readonly (number | null)[])[] {
    return this.#mentions;
  }
}
