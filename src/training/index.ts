export { createLearners } from './learners.js';
export { TRAINING_JOB, trainingWork } from './job.js';
export { foldTrainer } from './fold-trainer.js';
export { learnerOpener } from './opener.js';
export { learnedFrom } from './learner-rows.js';
export { LearnerShelf } from './shelf.js';
export type * from './service.js';
