export * from './queue.js';
export { EmbeddedJobQueue } from './embedded.js';
