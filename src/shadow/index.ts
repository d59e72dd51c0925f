export * from './service.js';
export { Shadows } from './shadows.js';
export type { ShadowParts } from './shadows.js';
export { watchedBy } from './watched.js';
