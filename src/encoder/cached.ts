import { LRUCache } from 'lru-cache';
import type { EmbedOptions, Encoder, EncoderObserver, EncoderStatus } from './encoder.js';

/**
 * Remembers the vectors of the latest texts. The key is the exact encoder input; one cache serves one
 * encoder, so its hash need not be part of the key. Texts of `background` work pass by: names are
 * embedded once and would push the mentions out.
 */
export class CachedEncoder implements Encoder {
  readonly #cache: LRUCache<string, Float32Array>;

  constructor(
    private readonly inner: Encoder,
    entries: number,
    private readonly observer: EncoderObserver,
  ) {
    this.#cache = new LRUCache({ max: Math.max(1, entries) });
  }

  get id(): string {
    return this.inner.id;
  }

  get hash(): string {
    return this.inner.hash;
  }

  get dimension(): number {
    return this.inner.dimension;
  }

  status(): EncoderStatus {
    return this.inner.status();
  }

  close(): Promise<void> {
    this.#cache.clear();
    return this.inner.close();
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array> {
    if (options.lane === 'background') return this.inner.embed(texts, options);
    const known = new Map<string, Float32Array>();
    const unknown = new Set<string>();
    for (const text of texts) {
      const vector = this.#cache.get(text);
      if (vector) known.set(text, vector);
      else unknown.add(text);
    }
    this.observer.cache(known.size, unknown.size);
    const wanted = [...unknown];
    const fresh = await this.inner.embed(wanted, options);
    wanted.forEach((text, i) => {
      // A copy: a view would keep the whole request's vectors alive.
      const vector = fresh.slice(i * this.dimension, (i + 1) * this.dimension);
      known.set(text, vector);
      this.#cache.set(text, vector);
    });
    const vectors = new Float32Array(texts.length * this.dimension);
    texts.forEach((text, i) => {
      const vector = known.get(text);
      if (vector) vectors.set(vector, i * this.dimension);
    });
    return vectors;
  }
}
