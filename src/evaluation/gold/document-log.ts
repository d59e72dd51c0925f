import { cut, hashOf } from '../../ontology/index.js';
import type { GoldDocument, GoldSpan } from '../gold.js';
import type { FoundDocument, GoldDocumentsReport, GoldPlace } from './reading.js';

const EXAMPLES = 100;

/** Takes down which documents were given; of their texts it holds hashes and nothing else. */
export class DocumentLog {
  /** Hash of the id -> hash of the text. */
  readonly #texts = new Map<number, number>();
  readonly #withMentions = new Set<number>();
  readonly #examples: GoldPlace[] = [];
  #differing = 0;
  /** The document of which another text than its first was given last. */
  #elsewhere: string | null = null;

  /** The document where it is new; null where it was given before, with the same text or with another one. */
  take({ place, document }: FoundDocument): GoldDocument | null {
    const id = hashOf(document.id);
    const text = hashOf(document.text);
    const known = this.#texts.get(id);
    this.#elsewhere = known === undefined || known === text ? null : document.id;
    if (this.#elsewhere !== null) {
      this.#differing += 1;
      if (this.#differing <= EXAMPLES) this.#examples.push({ ...place, text: cut(document.id) });
    }
    if (known !== undefined) return null;
    this.#texts.set(id, text);
    if (document.unnormalized.length > 0) this.#withMentions.add(id);
    return document;
  }

  /** Notes where a mention stands, and takes its place away where that is in a text that is not kept. */
  placed(span: GoldSpan | null): GoldSpan | null {
    if (span === null) return null;
    this.#withMentions.add(hashOf(span.document));
    return span.document === this.#elsewhere ? { ...span, pieces: [] } : span;
  }

  /** Null where there was no document. */
  report(): GoldDocumentsReport | null {
    if (this.#texts.size === 0) return null;
    const withMentions = [...this.#withMentions].filter((id) => this.#texts.has(id)).length;
    return {
      ...{ texts: this.#texts.size, withMentions },
      differing: { texts: this.#differing, examples: this.#examples },
    };
  }
}
