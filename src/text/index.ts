export { CLEANING_VERSION, cleanMention, MAX_CLEAN_GROWTH, maxCleanedLength } from './clean.js';
export { carriesTwoEvents, looksNegated } from './cues.js';
export { lexicalSimilarity, trigramSimilarity, trigramsOf, type Trigrams } from './lexical.js';
export { NORMAL_FORM_VERSION, normalForm } from './normal-form.js';
export { TrigramTable } from './trigram-table.js';
export { READING_VERSION, spelledOut } from './spelled-out.js';
export { termForm } from './term-form.js';
export { checkText, type TextCheck } from './usable.js';
