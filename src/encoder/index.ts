export { silentObserver } from './encoder.js';
export type { EmbedOptions, Encoder, EncoderObserver, EncoderStatus } from './encoder.js';
export { readEncoderFolder } from './manifest.js';
export type { Calibration, EncoderFolder, EncoderManifest } from './manifest.js';
export { EncoderPool } from './pool.js';
export { CachedEncoder } from './cached.js';
