export { createFeedback, type FeedbackObserver, type FeedbackParts } from './service.js';
export { EXPORT_FORMATS, MOST, PERIODS, REVIEW_STATES, VERDICTS } from './types.js';
export type * from './types.js';
export type { FeedbackFilter, ReviewState, Verdict } from '../store/index.js';
