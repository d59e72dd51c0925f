export { decidedMark } from './decide.js';
export { MARKS, type Mark } from '../types.js';
export { markOf, type MarkFound } from './mark.js';
