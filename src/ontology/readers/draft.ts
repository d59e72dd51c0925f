import { normalForm } from '../../text/index.js';
import {
  NAME_KINDS,
  type ConceptGroup,
  type ConceptName,
  type ConceptStatus,
  type NameKind,
  type SourceConcept,
} from '../concept.js';
import type { SkipReason } from './reader.js';

export const MAX_ID_LENGTH = 200;
export const MAX_NAME_LENGTH = 1000;

/** The members of one row, as they stand in the source; undefined, null and an empty text all mean "not given". */
export interface RawConcept {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly synonyms?: unknown;
  readonly lay?: unknown;
  /** Synonyms of which more is known than their text. */
  readonly terms?: readonly RawTerm[];
  readonly definition?: unknown;
  readonly parents?: unknown;
  readonly level?: unknown;
  readonly status?: unknown;
  /** True where a "yes" in `status` means that the concept is out of use, as in a column `obsolete`. */
  readonly statusInverted?: boolean;
  readonly selectable?: unknown;
  /** Ids of other concepts that this one stands for. */
  readonly replaces?: unknown;
  /** Id of the concept that stands for this one, where this one is retired; the first where there are several. */
  readonly replacedBy?: unknown;
  readonly groups?: readonly ConceptGroup[];
  readonly reported?: unknown;
}

/** See `ConceptName`. */
export interface RawTerm {
  readonly text: unknown;
  readonly code?: string;
  readonly current?: boolean;
}

/** A concept that may still gain names from further rows. */
export interface Draft {
  readonly id: string;
  readonly name: string;
  /** By normal form; the preferred one is the first. */
  readonly names: Map<string, ConceptName>;
  readonly parents: Set<string>;
  definition: string | null;
  readonly level: string | null;
  readonly status: ConceptStatus;
  readonly selectable: boolean;
  readonly replaces: ReadonlySet<string>;
  readonly replacedBy: string | null;
  readonly groups: readonly ConceptGroup[];
  readonly reported: number | null;
}

/** Takes down what cannot be used, and why. */
export type Note = (reason: SkipReason, detail: string) => void;

/**
 * Checks one row. What is wrong with its id, name, status or selectable refuses the row (null, one note);
 * what is wrong with another member leaves out that member or that entry of it.
 */
export function draftOf(raw: RawConcept, note: Note): Draft | null {
  const id = readId(raw.id, 'id', note);
  if (id === null) return null;
  if (id === '') {
    note('id_missing', 'the id is empty');
    return null;
  }
  const name = readName(raw.name, 'name', note);
  if (name === null) return null;
  if (name.key === '') {
    note('name_missing', 'the name is empty');
    return null;
  }
  const status = readStatus(raw.status, raw.statusInverted ?? false, note);
  const selectable = readFlag(raw.selectable, 'selectable', true, note);
  if (status === null || selectable === null) return null;

  const names = new Map<string, ConceptName>();
  addName(names, name.key, { text: name.text, kind: 'preferred' });
  for (const { key, text } of readNames(raw.synonyms, 'synonyms', note))
    addName(names, key, { text, kind: 'synonym' });
  for (const { text, code, current } of raw.terms ?? []) {
    const term = readName(text, 'synonyms', note);
    if (term === null || term.key === '') continue;
    const known = { ...(code === undefined ? {} : { code }), ...(current === false ? { current } : {}) };
    addName(names, term.key, { text: term.text, kind: 'synonym', ...known });
  }
  for (const { key, text } of readNames(raw.lay, 'lay', note)) addName(names, key, { text, kind: 'lay' });
  return {
    id,
    name: name.text,
    names,
    parents: readIds(raw.parents, 'parents', id, note),
    definition: readText(raw.definition, 'definition', note),
    level: readText(raw.level, 'level', note),
    status,
    selectable,
    replaces: readIds(raw.replaces, 'replaces', id, note),
    replacedBy: status === 'retired' ? firstOf(readIds(raw.replacedBy, 'replaced by', id, note)) : null,
    groups: raw.groups ?? [],
    reported: readCount(raw.reported, 'reported', note),
  };
}

/**
 * Adds what another row says of the same concept: its names (its preferred one becomes a synonym), its parents,
 * and its definition where there was none. Level, status and selectable stay as the first row has them.
 * @returns whether anything was new
 */
export function absorb(draft: Draft, other: Draft): boolean {
  let news = false;
  for (const [key, name] of other.names) {
    if (addName(draft.names, key, { ...name, kind: name.kind === 'preferred' ? 'synonym' : name.kind }))
      news = true;
  }
  for (const parent of other.parents) {
    if (!draft.parents.has(parent)) news = true;
    draft.parents.add(parent);
  }
  if (draft.definition === null && other.definition !== null) {
    draft.definition = other.definition;
    news = true;
  }
  return news;
}

export function conceptOf(draft: Draft): SourceConcept {
  const { id, name, definition, level, status, selectable, replaces, replacedBy } = draft;
  const { groups, reported } = draft;
  const names = [...draft.names.values()].filter(({ kind }) => kind !== 'preferred');
  return {
    ...{ id, name, names, definition, parents: [...draft.parents], level, status, selectable },
    ...(replaces.size > 0 ? { replaces: [...replaces] } : {}),
    ...(replacedBy === null ? {} : { replacedBy }),
    ...(groups.length > 0 ? { groups } : {}),
    ...(reported === null ? {} : { reported }),
  };
}

const STRENGTH = new Map<NameKind, number>(NAME_KINDS.map((kind, at) => [kind, -at]));

/** Keeps one name for each normal form, the strongest; tells whether something changed. */
function addName(names: Map<string, ConceptName>, key: string, name: ConceptName): boolean {
  const known = names.get(key);
  if (known && (STRENGTH.get(known.kind) ?? 0) >= (STRENGTH.get(name.kind) ?? 0)) return false;
  names.set(key, name);
  return true;
}

function readNames(value: unknown, member: string, note: Note): ReadName[] {
  return entriesOf(value).flatMap((entry) => {
    const name = readName(entry, member, note);
    return name === null || name.key === '' ? [] : [name];
  });
}

const ITSELF = new Map([
  ['parents', 'the concept is given as its own parent'],
  ['replaces', 'the concept is said to replace itself'],
  ['replaced by', 'the concept is said to be replaced by itself'],
]);

/** Ids of other concepts. */
function readIds(value: unknown, member: string, own: string, note: Note): Set<string> {
  const ids = new Set(entriesOf(value).flatMap((entry) => readId(entry, member, note) || []));
  if (ids.delete(own)) note('field_invalid', ITSELF.get(member) ?? `${member}: the concept itself was found`);
  return ids;
}

function firstOf(ids: ReadonlySet<string>): string | null {
  const [first = null] = ids;
  return first;
}

function entriesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

// Number as Excel shows long ones: the digits that are missing cannot be found again.
const SHORTENED_NUMBER = /^\d(?:[.,]\d+)?E\+\d+$/i;

/** The id; empty where none is given, null (and a note) where it cannot be used. */
function readId(value: unknown, member: string, note: Note): string | null {
  if (value === undefined || value === null) return '';
  const refuse = (detail: string) => {
    note('field_invalid', `${member}: ${detail}`);
    return null;
  };
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    return refuse('this number cannot be read exactly; put it in quotes ("900000000000207008")');
  }
  if (typeof value !== 'string')
    return refuse(`${kindOf(value)} was found; a text or a whole number is allowed`);
  const id = value.trim();
  if (id.length > MAX_ID_LENGTH)
    return refuse(`${id.length} characters; at most ${MAX_ID_LENGTH} are allowed`);
  const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(id);
  if (hidden) return refuse(`it holds the invisible character ${codeOf(hidden[0])}`);
  if (SHORTENED_NUMBER.test(id)) {
    return refuse(
      `"${id}" is a number that a spreadsheet has shortened; format the column as text and export again`,
    );
  }
  return id;
}

interface ReadName {
  readonly text: string;
  /** Its normal form. */
  readonly key: string;
}

const NO_NAME: ReadName = { text: '', key: '' };

/** The name, tidied; empty where none is given, null (and a note) where it cannot be used. */
function readName(value: unknown, member: string, note: Note): ReadName | null {
  if (value === undefined || value === null) return NO_NAME;
  const refuse = (detail: string, reason: SkipReason = 'field_invalid') => {
    note(reason, `${member}: ${detail}`);
    return null;
  };
  if (typeof value !== 'string') return refuse(`${kindOf(value)} was found; a text is allowed`);
  const name = tidy(value);
  if (name === '') return NO_NAME;
  if (name.length > MAX_NAME_LENGTH) {
    return refuse(`${name.length} characters; at most ${MAX_NAME_LENGTH} are allowed`);
  }
  const hidden = /[\p{Cc}\p{Cs}]/u.exec(name);
  if (hidden) return refuse(`it holds the control character ${codeOf(hidden[0])}`);
  const key = normalForm(name);
  return key === ''
    ? refuse(`"${name}" has no letter or digit`, 'name_without_letters')
    : { text: detached(name), key };
}

function readText(value: unknown, member: string, note: Note): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number') {
    note('field_invalid', `${member}: ${kindOf(value)} was found; a text is allowed`);
    return null;
  }
  return detached(tidy(String(value).replace(/[\p{Cc}\p{Cs}]/gu, ' '))) || null;
}

const YES = new Set(['true', 'yes', 'y', '1', 't']);
const NO = new Set(['false', 'no', 'n', '0', 'f']);
const CURRENT = new Set(['current', 'active', 'valid']);
const RETIRED = new Set([
  ...[
    'retired',
    'inactive',
    'noncurrent',
    'notcurrent',
    'obsolete',
    'deprecated',
    'withdrawn',
    'deleted',
    'invalid',
  ],
]);

function readStatus(value: unknown, inverted: boolean, note: Note): ConceptStatus | null {
  const word = wordOf(value);
  if (word === '' || CURRENT.has(word)) return 'current';
  if (RETIRED.has(word)) return 'retired';
  if (YES.has(word)) return inverted ? 'retired' : 'current';
  if (NO.has(word)) return inverted ? 'current' : 'retired';
  note(
    'field_invalid',
    `status: ${shown(value)} was found; current, active, retired, inactive, yes or no are allowed`,
  );
  return null;
}

function readFlag(value: unknown, member: string, absent: boolean, note: Note): boolean | null {
  const word = wordOf(value);
  if (word === '') return absent;
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  note('field_invalid', `${member}: ${shown(value)} was found; true or false are allowed`);
  return null;
}

function readCount(value: unknown, member: string, note: Note): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  note(
    'field_invalid',
    `${member}: ${shown(value)} was found; a whole number from 0 to ${Number.MAX_SAFE_INTEGER} is allowed`,
  );
  return null;
}

function wordOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value !== 'string') return '?';
  const text = value.trim().toLowerCase();
  return text === '' ? '' : text.replace(/[^\p{L}\p{N}]/gu, '') || '?';
}

function tidy(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** A copy of a text: what is cut out of a file keeps the whole piece that it was read in from being freed. */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? `"${String(value).slice(0, 40)}"`
    : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function codeOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
