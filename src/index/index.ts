export { buildIndex, writeHubness, writeNearest, type BuildOptions } from './build.js';
export { startIndexHost, type IndexHost } from './host.js';
export type { IndexStatus } from './hosted-index.js';
export type { HubnessRequest, IndexSpec } from './protocol.js';
export type { IndexKind, Neighbours, VectorIndex } from './vector-index.js';
export { readEvenly, readRows } from './vectors-file.js';
