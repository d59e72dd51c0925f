import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentObserver } from '../../src/encoder/index.js';
import { ModelPool } from '../../src/inference/index.js';

const MODELS = process.env['ADE_TEST_MODELS'] ?? fileURLToPath(new URL('../../models', import.meta.url));
export const CLASSIFY_DIR = join(MODELS, 'ade-classify');
export const EXTRACT_DIR = join(MODELS, 'ade-extract');

/** Worker threads for the models that a test loads. */
export function openPool(workers = 1): ModelPool {
  return new ModelPool({
    workers,
    batch: { maxTokens: 1024, maxRows: 32 },
    maxQueue: 1000,
    observer: silentObserver,
    onWorkerLost: () => undefined,
  });
}
