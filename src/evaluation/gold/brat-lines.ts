import type { GoldAnswer, GoldConcept } from '../gold.js';
import { MARKS, type Mark } from '../../posts/index.js';
import { answersFrom, isNone, mendedId } from './cell.js';
import { piecesIn, type Pieces } from './offsets.js';

/** A text that is marked: `T1<TAB>ADR 4 14<TAB>all sleepy`. */
export interface TextBound {
  readonly id: string;
  readonly type: string;
  readonly pieces: Pieces;
  readonly mention: string;
}

/** What a marked text was normalized to. */
export interface Normalization {
  /** Its id. */
  readonly of: string;
  readonly answers: readonly GoldAnswer[];
}

const TEXT_BOUND = /^(T\S*)\t(\S+) ([\d ;]+)\t(.*)$/;

/** Null for a line that is none, though it begins as one. */
export function textBoundIn(line: string): TextBound | null {
  const [, id = '', type = '', offsets = '', mention = ''] = TEXT_BOUND.exec(line) ?? [];
  const pieces = id === '' ? null : piecesIn(offsets);
  return pieces && { id, type, pieces, mention };
}

const MARK = /^A\S*\tMark (T\S+) (\S+)\s*$/;

/** What is said of a marked text, as the service's own files have it: `A1<TAB>Mark T1 negated`. Null for any other line. */
export function markIn(line: string): { readonly of: string; readonly mark: Mark } | null {
  const [, of = '', word] = MARK.exec(line) ?? [];
  const mark = MARKS.find((each) => each === word);
  return mark === undefined ? null : { of, mark };
}

const REFERENCE = /^N\S*\tReference (T\S+) ([^\s:]+):(\S+)(?:\t(.*))?$/;

/** brat's own way: `N1<TAB>Reference T1 MedDRA:501<TAB>Sleepiness`. Null for any other line. */
export function referenceIn(line: string): Normalization | null {
  const [, of = '', , id = '', name = ''] = REFERENCE.exec(line) ?? [];
  if (of === '') return null;
  return { of, answers: isNone(id) ? [] : [[{ id: mendedId(id), name: name.trim() || null }]] };
}

const CODED = /^T(T\S+)\t(.*?)\s*\d+ \d+(?:;\d+ \d+)*\t/;

/**
 * The folders of codes of CADEC (Karimi et al. 2015): `TT1<TAB>501 4 14<TAB>all sleepy`, or ids with names
 * between bars, of which `/` and `or` part alternatives and `+` joins a composite. Null for any other line.
 */
export function codedIn(line: string): Normalization | null {
  const [, of = '', codes = ''] = CODED.exec(line) ?? [];
  const answers = of === '' ? null : codesIn(codes);
  return answers && { of, answers };
}

const CODE = /\s*(concept[ _-]?less|[a-z]*\d+)\s*(?:\|([^|]*)\|?)?\s*(\/|\+|or\b|$)/iy;

/** Null where something stands there that is no code. */
function codesIn(text: string): readonly GoldAnswer[] | null {
  const alternatives: GoldConcept[][] = [[]];
  CODE.lastIndex = 0;
  for (;;) {
    const [, id = '', name = '', next = ''] = CODE.exec(text) ?? [];
    if (id === '') return null;
    if (!isNone(id)) alternatives.at(-1)?.push({ id: mendedId(id), name: name.trim() || null });
    if (next === '') return answersFrom(alternatives);
    if (next !== '+') alternatives.push([]);
  }
}
