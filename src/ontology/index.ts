export * from './concept.js';
export type * from './service.js';
export { SOURCE_FORMATS, SKIP_REASONS } from './readers/reader.js';
export type { ReadReport, SourceFormat } from './readers/reader.js';
