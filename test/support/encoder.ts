import { fileURLToPath } from 'node:url';
import { EncoderPool, readEncoderFolder, silentObserver } from '#src/encoder/index.js';
import type { PoolOptions } from '#src/inference/index.js';

export const ENCODER_DIR = fileURLToPath(new URL('../../models/ade-minilm', import.meta.url));

/** The encoder that ships, on real workers. */
export async function startEncoder(options: Partial<PoolOptions> = {}): Promise<EncoderPool> {
  return EncoderPool.start(await readEncoderFolder(ENCODER_DIR), {
    workers: 1,
    batch: { maxTokens: 1024, maxRows: 32 },
    maxQueue: 1000,
    observer: silentObserver,
    onWorkerLost: () => undefined,
    ...options,
  });
}

/** Cosine of two rows of unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
