import { quiet } from '../in-order.js';
import { createTokenizer, ModelPool, type PooledModel, type PoolOptions } from '../inference/index.js';
import type { EmbedOptions, Encoder, EncoderStatus } from './encoder.js';
import type { EncoderFolder } from './manifest.js';

/** An encoder on the pool's worker threads; texts of all callers are batched together. */
export class EncoderPool implements Encoder {
  readonly id: string;
  readonly hash: string;
  readonly dimension: number;

  private constructor(
    folder: EncoderFolder,
    private readonly model: PooledModel<string>,
    private readonly pool: ModelPool,
  ) {
    this.id = folder.manifest.id;
    this.hash = folder.hash;
    this.dimension = folder.manifest.dimension;
  }

  /**
   * Loads the encoder on every worker, and waits until each has run it once.
   * @param where the pool that it runs on, perhaps with other models, or what makes one; closed with the encoder
   * @throws AppError `encoder_invalid` when the model does not load or does not fit the manifest
   */
  static async start(folder: EncoderFolder, where: ModelPool | PoolOptions): Promise<EncoderPool> {
    const pool = where instanceof ModelPool ? where : new ModelPool(where);
    try {
      const { manifest, modelPath } = folder;
      const tokenizer = createTokenizer(folder);
      const model = await pool.add<string>({
        name: 'encoder',
        file: {
          path: modelPath,
          inputs: manifest.inputs,
          output: manifest.output,
          size: manifest.dimension,
          perToken: false,
          unit: 'dimensions',
        },
        padId: tokenizer.padId,
        prepare: (text) => ({ ids: tokenizer.encode(text) }),
        codes: { invalid: 'encoder_invalid', failed: 'encoder_failed' },
      });
      return new EncoderPool(folder, model, pool);
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  status(): EncoderStatus {
    return this.pool.status();
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array> {
    const [vectors] = this.embedGroups([texts], options);
    return (await vectors) ?? new Float32Array(0);
  }

  embedGroups(
    groups: readonly (readonly string[])[],
    options: EmbedOptions,
  ): readonly Promise<Float32Array>[] {
    const results = groups.map((texts) => new Float32Array(texts.length * this.dimension));
    const lists = groups.map((sources, i) => ({
      sources,
      receive: (position: number, vector: Float32Array): void => {
        results[i]?.set(vector, position * this.dimension);
      },
    }));
    // A failure of one is a failure of all, and the caller may await only one.
    return this.model
      .run(lists, options)
      .map((done, i) => quiet(done.then(() => results[i] ?? new Float32Array(0))));
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
