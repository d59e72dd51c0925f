export type * from './types.js';
export { createNormalizer } from './normalizer.js';
export type { NormalizerObserver, NormalizerParts } from './normalizer.js';
export { confidenceOf } from './calibration.js';
export { MATCH_SOURCES, POOLING } from './rank.js';
export type { MatchedName, MatchSource } from './rank.js';
export { SIMILARITY_THRESHOLDS } from './decide.js';
