export * from './types.js';
export { markedType, toBioc, toBrat, toPubtator } from './formats/index.js';
export { PostModels } from './models.js';
export type { PostModelsOptions } from './models.js';
export { createPosts } from './service.js';
export type * from './service.js';
export type { WorkContext } from './work-context.js';
