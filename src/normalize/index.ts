export type * from './types.js';
export { createNormalizer } from './normalizer.js';
export type { NormalizerParts } from './normalizer.js';
export type { NormalizerObserver } from './matcher.js';
export { calibrationProblem, confidenceOf } from './calibration.js';
export { MATCH_SOURCES, POOLING, RANKING_VERSION } from './rank.js';
export type { MatchedName, MatchSource } from './rank.js';
export { asSearched, checkMention, type UsableMention } from './mention.js';
export { SIMILARITY_THRESHOLDS } from './decide.js';
