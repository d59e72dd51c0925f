export { createLearners } from './learners.js';
export { TRAINING_JOB, trainingWork } from './job.js';
export { learnerOpener } from './opener.js';
export { LearnerShelf } from './shelf.js';
export type * from './service.js';
