import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { openText, parseObject, type TextSource } from '../../ontology/index.js';
import type { GoldAnswer, GoldConcept, GoldSpan } from '../gold.js';
import { answersFrom, isNone, mendedId } from './cell.js';
import { membersOf } from './columns.js';
import { fits } from './offsets.js';
import { GOLD_COLUMNS, openingOf, placeIn } from './reading.js';
import type {
  Found,
  FoundDocument,
  FoundGold,
  GoldColumn,
  GoldPlace,
  GoldFile,
  GoldReadOptions,
} from './reading.js';
import type { GoldLog } from './report.js';

const One = Type.Union([Type.String(), Type.Integer()]);
/** One, null, alternatives, or alternatives of which some are composites. */
const Golds = Type.Union([One, Type.Null(), Type.Array(Type.Union([One, Type.Array(One)]))]);
const Label = Type.Union([One, Type.Null()]);
const Offset = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);

const MEMBERS = {
  mention: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  goldId: Type.Optional(Golds),
  goldName: Type.Optional(Golds),
  split: Type.Optional(Label),
  fold: Type.Optional(Label),
  group: Type.Optional(Label),
  weight: Type.Optional(Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Null()])),
  document: Type.Optional(Label),
  begin: Type.Optional(Offset),
  end: Type.Optional(Offset),
  documentText: Type.Optional(Type.Union([Type.String(), Type.Null()])),
};
const JsonGold = Type.Object(MEMBERS);
type JsonGold = Static<typeof JsonGold>;

const NEEDED: Readonly<Record<GoldColumn, string>> = {
  mention: 'must be a text',
  goldId: 'must be a text, a whole number, null (nothing is right), or an array of alternatives',
  goldName: 'must be a text, null, or an array of alternatives',
  split: 'must be a text, a whole number or null',
  fold: 'must be a text, a whole number or null',
  group: 'must be a text, a whole number or null',
  weight: 'must be a number above 0, or null',
  document: 'must be a text, a whole number or null',
  begin: 'must be a whole number from 0, or null',
  end: 'must be a whole number from 0, or null',
  documentText: 'must be a text or null',
};

/**
 * One mention a line, as a JSON object whose members may be called as the columns of tables; offsets are UTF-16 code
 * units, as JSON's own text has them. A line with a document and its text, and without a mention, is a document in which
 * there is no event.
 */
export async function* readJsonlGold(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<Found, void, undefined> {
  const source = await openText(file.path, openingOf(file, options));
  log.encoding(source.encoding);
  const members = membersOf(await membersIn(source), options.columns);
  const member = (column: GoldColumn): string => members[column];
  const names = (column: GoldColumn): readonly string[] =>
    // Rows of both sorts may stand in one file: annotations of this service have the one, tables the other.
    column === 'begin' && options.columns?.begin === undefined
      ? [members.begin, 'start', 'begin']
      : [members[column]];
  let line = 0;
  for await (const batch of source.batches()) {
    for (const text of batch) {
      line += 1;
      if (text.trim() === '') continue;
      const place = placeIn(file, line, text);
      const object = parseObject(text, (reason, detail) => {
        log.skip(place, reason, detail);
      });
      if (!object) continue;
      for (const key of Object.keys(object))
        log.column(key, GOLD_COLUMNS.find((column) => names(column).includes(key)) ?? 'ignored');
      const valueOf = (column: GoldColumn): unknown =>
        object[names(column).find((name) => name in object) ?? member(column)];
      const row = Object.fromEntries(GOLD_COLUMNS.map((column) => [column, valueOf(column)]));
      const found = checked(row, member);
      if (typeof found === 'string') {
        log.skip(place, 'field_invalid', found);
        continue;
      }
      const document = documentOf(found, place, file);
      if (document) yield document;
      const astray = (): void => {
        log.astray(place);
      };
      if (hasMention(found)) yield { place, ...goldOf(found, file, astray) };
      else log.skip(place, 'no_event', 'no mention: nothing happened in this text');
    }
  }
}

/** The members of all rows; without those that can be no column, as something is true or has members of its own there. */
async function membersIn(source: TextSource): Promise<ReadonlyMap<string, { readonly several: boolean }>> {
  const found = new Map<string, { several: boolean }>();
  const others = new Set<string>();
  for await (const batch of source.batches())
    for (const text of batch) {
      const row = text.trim() === '' ? null : parseObject(text, () => undefined);
      for (const [key, value] of Object.entries(row ?? {})) {
        const several = Array.isArray(value) || found.get(key)?.several === true;
        if (typeof value === 'boolean' || (typeof value === 'object' && value !== null && !several))
          others.add(key);
        found.set(key, { several });
      }
    }
  for (const key of others) if (!isColumn(key)) found.delete(key);
  return found;
}

/** One that has a column's own name is told of where it cannot be read. */
function isColumn(key: string): boolean {
  return GOLD_COLUMNS.some((column) => column === key);
}

/** The row as it must be; in words, what is wrong with it. */
function checked(row: unknown, member: (column: GoldColumn) => string): JsonGold | string {
  if (!Value.Check(JsonGold, row)) {
    const path = Value.Errors(JsonGold, row).First()?.path.split('/')[1] ?? '';
    const column = GOLD_COLUMNS.find((one) => one === path) ?? 'mention';
    return `member “${member(column)}” ${NEEDED[column]}`;
  }
  if (!hasMention(row))
    return label(row.document) !== null && textOf(row) !== null
      ? row
      : `member “${member('mention')}” ${NEEDED.mention}; a line without one has “${member('document')}” and “${member('documentText')}”`;
  // A member by another name would make of every row one for which nothing is right.
  if (row.goldId === undefined && row.goldName === undefined)
    return `it has neither “${member('goldId')}” nor “${member('goldName')}”; write null where nothing is right`;
  return row;
}

type WithMention = JsonGold & { readonly mention: string };

function hasMention(row: JsonGold): row is WithMention {
  return typeof row.mention === 'string';
}

function textOf({ documentText }: JsonGold): string | null {
  return documentText === undefined || documentText === null || documentText.trim() === ''
    ? null
    : documentText;
}

function documentOf(row: JsonGold, place: GoldPlace, file: GoldFile): FoundDocument | null {
  const [id, text] = [label(row.document), textOf(row)];
  if (id === null || text === null) return null;
  return { place, document: { id, text, split: label(row.split) ?? file.split, unnormalized: [] } };
}

function goldOf(row: WithMention, file: GoldFile, astray: () => void): Omit<FoundGold, 'place'> {
  return {
    mention: row.mention,
    answers: answersIn(row),
    split: label(row.split) ?? file.split,
    fold: label(row.fold) ?? file.fold,
    group: label(row.group),
    weight: row.weight ?? 1,
    span: spanOf(row, astray),
  };
}

function label(value: string | number | null | undefined): string | null {
  return String(value ?? '').trim() || null;
}

function spanOf(row: WithMention, astray: () => void): GoldSpan | null {
  const of = label(row.document);
  if (of === null) return null;
  const [start, stop] = [row.begin ?? null, row.end ?? null];
  if (start !== null && stop !== null && start < stop) {
    const pieces = [{ start, end: stop }];
    const text = textOf(row);
    if (text !== null && !fits(text, pieces, row.mention)) astray();
    return { document: of, pieces };
  }
  if (start !== null || stop !== null) astray();
  return { document: of, pieces: [] };
}

/** Alternatives of some values each. */
function listed(golds: Static<typeof Golds> | undefined): readonly (readonly string[])[] {
  const alternatives = Array.isArray(golds) ? golds : golds === null || golds === undefined ? [] : [golds];
  return alternatives.map((one) => (Array.isArray(one) ? one : [one]).map((value) => String(value).trim()));
}

function answersIn({ goldId, goldName }: JsonGold): readonly GoldAnswer[] {
  const [ids, names] = [listed(goldId), listed(goldName)];
  if (ids.length === 0)
    return answersFrom(names.map((one) => one.filter((name) => !isNone(name)).map(byName)));
  return answersFrom(
    ids.map((one, at) =>
      one.flatMap((id, place) => (isNone(id) ? [] : [byId(mendedId(id), names[at]?.[place] ?? '')])),
    ),
  );
}

function byName(name: string): GoldConcept {
  return { id: null, name };
}

function byId(id: string, name: string): GoldConcept {
  return { id, name: isNone(name) ? null : name };
}
