import { overlap } from '../measures/index.js';
import type { PlacedGold, PostPrediction, PredictedEvent } from '../post-prediction.js';

/** How many errors of a kind a report lists. */
export const MOST_POST_ERRORS = 50;

/** A gold that no event touches; an event that touches no gold; or one with another concept than its golds. */
export interface PostError {
  readonly document: string;
  readonly event: PredictedEvent | null;
  readonly golds: readonly PlacedGold[];
}

export interface PostErrorLists {
  readonly missed: readonly PostError[];
  readonly spurious: readonly PostError[];
  readonly otherConcept: readonly PostError[];
}

/**
 * Picks the errors to read as predictions go by, and holds no more than it is to give: of golds the first, of events
 * those that are most probable or whose concepts are trusted most.
 */
export class PostErrors {
  readonly #missed: PostError[] = [];
  readonly #spurious = new Greatest(({ event }) => event?.probability ?? 0);
  readonly #otherConcept = new Greatest(({ event }) => event?.confidence ?? 0);

  add({ document, golds, events }: PostPrediction): void {
    const counted = events.filter(({ counts }) => counts);
    for (const gold of golds)
      if (this.#missed.length < MOST_POST_ERRORS && !counted.some((event) => overlap(event, gold)))
        this.#missed.push({ document, event: null, golds: [gold] });
    for (const event of counted) {
      const touched = golds.filter((gold) => overlap(event, gold));
      if (touched.length === 0) this.#spurious.add({ document, event, golds: [] });
      else if (isOther(event, touched)) this.#otherConcept.add({ document, event, golds: touched });
    }
  }

  list(): PostErrorLists {
    const [missed, spurious] = [this.#missed, this.#spurious.list];
    return { missed, spurious, otherConcept: this.#otherConcept.list };
  }
}

/** What the ontology does not have, and what nobody has normalized, is no error to learn from. */
function isOther({ concept }: PredictedEvent, touched: readonly PlacedGold[]): boolean {
  const known = touched.filter(({ kind }) => kind === 'known' || kind === 'none');
  return known.length > 0 && !known.some(({ concepts }) => concepts.some(({ id }) => id === concept?.id));
}

/** The errors of which a value is greatest, the first of equal ones first. */
class Greatest {
  readonly list: PostError[] = [];

  constructor(private readonly value: (error: PostError) => number) {}

  add(error: PostError): void {
    const place = this.list.findIndex((kept) => this.value(kept) < this.value(error));
    if (place < 0 && this.list.length >= MOST_POST_ERRORS) return;
    this.list.splice(place < 0 ? this.list.length : place, 0, error);
    if (this.list.length > MOST_POST_ERRORS) this.list.pop();
  }
}
