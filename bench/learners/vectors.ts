import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EncoderPool, readEncoderFolder, silentObserver } from '../../src/encoder/index.js';
import { cleanMention } from '../../src/text/index.js';
import { encoderDir, root } from '../service/setup.js';
import { say } from '../service/table.js';

/** Texts whose vectors are made, and reported, at once. */
const BLOCK = 2000;

/** Embeds with the shipped encoder; what was embedded once is kept in `.cache/learners`. */
export class Vectors {
  private constructor(private readonly encoder: EncoderPool) {}

  static async open(): Promise<Vectors> {
    const encoder = await EncoderPool.start(await readEncoderFolder(encoderDir), {
      workers: 2,
      batch: { maxTokens: 1024, maxRows: 32 },
      maxQueue: BLOCK,
      observer: silentObserver,
      onWorkerLost: () => undefined,
    });
    return new Vectors(encoder);
  }

  get dimension(): number {
    return this.encoder.dimension;
  }

  /** @returns a unit vector for each text, once it is cleaned as mentions are */
  async of(texts: readonly string[]): Promise<Float32Array> {
    const cleaned = texts.map((text) => cleanMention(text));
    const distinct = [...new Set(cleaned)];
    const { dimension, hash } = this.encoder;
    const name = createHash('sha256')
      .update(JSON.stringify([hash, distinct]))
      .digest('hex')
      .slice(0, 24);
    const path = join(root, '.cache/learners', `${name}.f32`);
    const made = existsSync(path) ? asFloats(readFileSync(path)) : await this.embed(distinct, path);
    const row = new Map(distinct.map((text, i) => [text, i]));
    const vectors = new Float32Array(texts.length * dimension);
    cleaned.forEach((text, i) => {
      const from = (row.get(text) ?? 0) * dimension;
      vectors.set(made.subarray(from, from + dimension), i * dimension);
    });
    return vectors;
  }

  close(): Promise<void> {
    return this.encoder.close();
  }

  private async embed(texts: readonly string[], path: string): Promise<Float32Array> {
    const vectors = new Float32Array(texts.length * this.dimension);
    for (let first = 0; first < texts.length; first += BLOCK) {
      const some = texts.slice(first, first + BLOCK);
      vectors.set(
        await this.encoder.embed(some, { lane: 'background', fixed: true }),
        first * this.dimension,
      );
      say(`${first + some.length} of ${texts.length} texts embedded`);
    }
    mkdirSync(join(root, '.cache/learners'), { recursive: true });
    writeFileSync(`${path}.part`, new Uint8Array(vectors.buffer));
    renameSync(`${path}.part`, path);
    return vectors;
  }
}

function asFloats(bytes: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
