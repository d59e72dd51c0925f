import { plainHeader, quoted, titlesOf } from '../../ontology/index.js';
import { GOLD_COLUMNS, type ChosenGoldColumns, type GoldColumn } from './reading.js';

/** Where a table has what; -1 where it does not. */
export interface TableColumns {
  readonly titles: readonly string[];
  readonly at: Readonly<Record<GoldColumn, number>>;
}

/** Headers in the order of preference; case, spaces and punctuation do not count. */
const MENTION = words('mention verbatim reportedterm extraction ae adr phrase span text term');

/** Ids with the names that belong to them: the name of another code must not come to stand beside an id. */
const GOLDS: readonly { readonly ids: readonly string[]; readonly names: readonly string[] }[] = [
  { ids: words('goldid'), names: words('goldname') },
  { ids: words('conceptid conceptcode'), names: words('conceptname') },
  {
    ids: words('specificsnomedid specificsnomedcode'),
    names: words('specificsnomedname specificsnomedlabel specificsnomedterm'),
  },
  {
    ids: words('snomedid snomedcode snomedctid sctid'),
    names: words('snomedname snomedterm sctname sctterm'),
  },
  { ids: words('meddracode meddraid'), names: words('meddraterm meddraname') },
  { ids: words('lltcode lltid'), names: words('lltname lltterm llt') },
  { ids: words('ptcode ptid'), names: words('ptname ptterm pt') },
  { ids: words('termcode termid'), names: words('termname term') },
  {
    ids: words('generalsnomedid generalsnomedcode'),
    names: words('generalsnomedname generalsnomedlabel generalsnomedterm'),
  },
  { ids: words('cui umlscui umlsid umlscode'), names: words('cuiname umlsname umlsterm') },
  {
    ids: words('code id'),
    names: words('name term preferredterm label pt llt ptname lltname conceptname goldname concept'),
  },
];

const OTHERS = {
  split: words('split subset partition'),
  fold: words('fold'),
  group: words('group termlltorpt type section'),
  weight: words('weight'),
  document: words('document documentid docid doc tweetid drugid postid pmid'),
  begin: words('begin start startoffset beginoffset'),
  end: words('end endoffset'),
} as const;

/** The text that offsets count in, such as a tweet. */
const TEXT = words('documenttext tweet sentence posttext text');

export const COLUMN_HINT =
  'A table has a header with a column for the mention (mention, verbatim, reported_term, text, term, ae …) and one for the right concept’s id (gold_id, concept_id, code, snomed_id, meddra_code, pt_code, llt_code, cui …) or name (gold_name, concept_name, concept, term, pt …). Rename them so, or say which column is which: mention, goldId, goldName.';

/** What the columns of a header are; in words, why they are no gold set. */
export function columnsOf(header: readonly string[], chosen: ChosenGoldColumns = {}): TableColumns | string {
  const titles = titlesOf(header);
  const keys = titles.map(plainHeader);
  const absent = GOLD_COLUMNS.find((column) => {
    const title = chosen[column];
    return title !== undefined && !keys.includes(plainHeader(title));
  });
  if (absent !== undefined)
    return `it has no column “${chosen[absent] ?? ''}”, which is to be ${absent}; it has ${shown(titles)}`;
  const at = placesOf(titles, chosen);
  if (at.mention === -1) return `it has no column for the mention; it has ${shown(titles)}`;
  if (at.goldId === -1 && at.goldName === -1)
    return `it has no column for the right concept; it has ${shown(titles)}`;
  return { titles, at };
}

/**
 * What the members of JSON rows are: what is chosen, else what has a column’s own name, else what it is called in tables;
 * the own name where nothing is.
 * @param members of all rows, with whether any of them has several values there, as concepts alone may
 */
export function membersOf(
  members: ReadonlyMap<string, { readonly several: boolean }>,
  chosen: ChosenGoldColumns = {},
): Readonly<Record<GoldColumn, string>> {
  const titles = [...members.keys()];
  const own = Object.fromEntries(
    GOLD_COLUMNS.flatMap((column) => (members.has(column) ? [[column, column]] : [])),
  );
  const at = placesOf(titles, { ...own, ...chosen });
  const named: Record<GoldColumn, string> = { ...OWN_NAMES };
  for (const column of GOLD_COLUMNS) {
    const found = titles[at[column]];
    const fits = column === 'goldId' || column === 'goldName' || members.get(found ?? '')?.several === false;
    named[column] = chosen[column] ?? (found !== undefined && fits ? found : column);
  }
  return named;
}

const OWN_NAMES: Readonly<Record<GoldColumn, string>> = {
  ...{ mention: 'mention', goldId: 'goldId', goldName: 'goldName', split: 'split', fold: 'fold' },
  ...{ group: 'group', weight: 'weight', document: 'document', begin: 'begin', end: 'end' },
  documentText: 'documentText',
};

/** Where each column is: what is chosen, else the first that is known by its title; -1 where nothing is. */
function placesOf(titles: readonly string[], chosen: ChosenGoldColumns): TableColumns['at'] {
  const keys = titles.map(plainHeader);
  const taken = new Set<number>();
  const at: Record<GoldColumn, number> = { ...NOWHERE };
  for (const column of GOLD_COLUMNS) {
    const title = chosen[column];
    if (title === undefined) continue;
    at[column] = keys.indexOf(plainHeader(title));
    taken.add(at[column]);
  }
  const find = (known: readonly string[]): number => {
    const places = known.map((key) => keys.findIndex((one, place) => one === key && !taken.has(place)));
    return places.find((place) => place !== -1) ?? -1;
  };
  const fill = (column: GoldColumn, known: readonly string[]): void => {
    if (at[column] === -1) at[column] = find(known);
    taken.add(at[column]);
  };
  fill('mention', MENTION);
  fillGold(at, keys, find, fill);
  fill('split', OTHERS.split);
  fill('fold', OTHERS.fold);
  fill('group', OTHERS.group);
  fill('weight', OTHERS.weight);
  fill('document', OTHERS.document);
  fill('begin', OTHERS.begin);
  fill('end', OTHERS.end);
  // Without offsets it says nothing, and may be anything.
  if (at.begin !== -1 && at.end !== -1) fill('documentText', TEXT);
  return at;
}

export const NOWHERE: Readonly<Record<GoldColumn, number>> = {
  ...{ mention: -1, goldId: -1, goldName: -1, split: -1, fold: -1, group: -1, weight: -1 },
  ...{ document: -1, begin: -1, end: -1, documentText: -1 },
};

/** Finds the concept's id and name: what is chosen brings its partner, else the first pair with an id, or a name. */
function fillGold(
  at: Readonly<Record<GoldColumn, number>>,
  keys: readonly string[],
  find: (known: readonly string[]) => number,
  fill: (column: GoldColumn, known: readonly string[]) => void,
): void {
  const has = (known: readonly string[], place: number): boolean => known.includes(keys[place] ?? '');
  const pair =
    at.goldId === -1 && at.goldName === -1
      ? (GOLDS.find(({ ids }) => find(ids) !== -1) ?? GOLDS.find(({ names }) => find(names) !== -1))
      : GOLDS.find(({ ids, names }) => has(ids, at.goldId) || has(names, at.goldName));
  fill('goldId', pair?.ids ?? []);
  fill('goldName', pair?.names ?? []);
}

/** What a report says of each column. */
export function meaningsOf({ titles, at }: TableColumns): readonly (readonly [string, string])[] {
  return titles.map((title, place) => [title, GOLD_COLUMNS.find((one) => at[one] === place) ?? 'ignored']);
}

function shown(titles: readonly string[]): string {
  return quoted(titles.slice(0, 20));
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
