export type * from './types.js';
export { createNormalizer } from './normalizer.js';
export type { NormalizerObserver, NormalizerParts } from './normalizer.js';
export { SIMILARITY_THRESHOLDS } from './decide.js';
