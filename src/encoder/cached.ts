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
    const [vectors] = this.embedGroups([texts], options);
    return (await vectors) ?? new Float32Array(0);
  }

  embedGroups(
    groups: readonly (readonly string[])[],
    options: EmbedOptions,
  ): readonly Promise<Float32Array>[] {
    if (options.lane === 'background') return this.inner.embedGroups(groups, options);
    const lookups = groups.map((texts) => this.#lookUp(texts));
    const fresh = this.inner.embedGroups(
      lookups.map(({ unknown }) => unknown),
      options,
    );
    return groups.map(async (texts, i) => {
      const { known, unknown } = lookups[i] ?? { known: new Map<string, Float32Array>(), unknown: [] };
      const vectors = (await fresh[i]) ?? new Float32Array(0);
      unknown.forEach((text, row) => {
        // A copy: a view would keep the whole request's vectors alive.
        const vector = vectors.slice(row * this.dimension, (row + 1) * this.dimension);
        known.set(text, vector);
        this.#cache.set(text, vector);
      });
      return this.#sideBySide(texts, known);
    });
  }

  #lookUp(texts: readonly string[]): { known: Map<string, Float32Array>; unknown: readonly string[] } {
    const known = new Map<string, Float32Array>();
    const unknown = new Set<string>();
    for (const text of texts) {
      const vector = this.#cache.get(text);
      if (vector) known.set(text, vector);
      else unknown.add(text);
    }
    this.observer.cache(known.size, unknown.size);
    return { known, unknown: [...unknown] };
  }

  #sideBySide(texts: readonly string[], known: ReadonlyMap<string, Float32Array>): Float32Array {
    const vectors = new Float32Array(texts.length * this.dimension);
    texts.forEach((text, i) => {
      const vector = known.get(text);
      if (vector) vectors.set(vector, i * this.dimension);
    });
    return vectors;
  }
}
