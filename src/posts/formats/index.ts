export { toBioc, type BiocCollection, type BiocSource } from './bioc.js';
export { toBrat } from './brat.js';
export { markedType } from './marked-type.js';
export { toPubtator } from './pubtator.js';
