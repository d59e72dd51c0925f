export { silentObserver } from './encoder.js';
export type { EmbedOptions, Encoder, EncoderObserver, EncoderStatus, Lane } from './encoder.js';
export { readEncoderFolder } from './manifest.js';
export type { Calibration, EncoderFolder, EncoderManifest } from './manifest.js';
export { EncoderPool } from './pool.js';
export type { PoolOptions } from './pool.js';
export { CachedEncoder } from './cached.js';
export { chooseBatch, padBatch } from './batches.js';
export type { BatchLimits } from './batches.js';
