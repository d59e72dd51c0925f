import { findChosen, type ChosenColumn, type ColumnRole } from './chosen-columns.js';
import { flatColumnsOf, type FlatColumns } from './flat-columns.js';
import { headerKey, titlesOf, words } from './headers.js';

/** What the columns of a table are, by their position. */
export interface ColumnMap {
  readonly id: number;
  readonly name: number;
  readonly synonyms: readonly number[];
  readonly lay: readonly number[];
  readonly parents: readonly number[];
  readonly definition: number | null;
  readonly level: number | null;
  readonly status: number | null;
  /** True where a "yes" in the status column means out of use, as under the header `obsolete`. */
  readonly statusInverted: boolean;
  readonly selectable: number | null;
}

export interface GuessedColumns {
  /** Null where no column can be the id, or none the name, and for a flat MedDRA table. */
  readonly map: ColumnMap | null;
  /** Where the table has MedDRA's levels side by side. */
  readonly meddra: FlatColumns | null;
  /** Why the columns that the user named do not fit, in words. */
  readonly problem: string | null;
  /** What each column is called. */
  readonly titles: readonly string[];
  /** Source column -> what it was taken for, `ignored` where for nothing. */
  readonly meanings: Readonly<Record<string, string>>;
}

// Each list in the order of preference, without case, spaces and punctuation.
const ID =
  words(`conceptid id identifier code termcode termid conceptcode lltcode ptcode meddracode meddraid sctid
  snomedid snomedcode snomedctid cui hpoid uri iri`);
const PREFERRED = words(`preferredname preferredterm preferredlabel prefname prefterm preflabel preferred name
  conceptname term termname label`);
const PT = words('pt ptname ptterm');
const LLT = words('llt lltname lltterm');
const OTHER_NAME = words('str string title fullyspecifiedname fsn');
const SYNONYMS =
  words(`synonym synonyms alias aliases aka othername othernames alternativename alternativenames
  alternatename alternatenames altname altnames altlabel altlabels exactsynonym exactsynonyms variant variants`);
const LAY =
  words(`lay layname laynames layterm layterms layphrase layphrases laylabel patientterm patientterms
  patientphrase patientphrases consumername consumernames consumerterm consumerterms colloquial`);
const DEFINITION = words('definition definitions def description gloss');
const PARENTS = words(`parent parents parentid parentids parentcode parentcodes parentconcept parentconceptid
  isa broader subclassof`);
const LEVEL = words('level conceptlevel termlevel hierarchylevel tty');
const STATUS = words(`status conceptstatus active isactive current iscurrent currency lltcurrency`);
const STATUS_INVERTED = words(
  `retired isretired inactive isinactive obsolete isobsolete deprecated isdeprecated`,
);
const SELECTABLE = words('selectable isselectable codable codeable assignable');

const ALL = new Set(
  [
    ID,
    PREFERRED,
    PT,
    LLT,
    OTHER_NAME,
    SYNONYMS,
    LAY,
    DEFINITION,
    PARENTS,
    LEVEL,
    STATUS,
    STATUS_INVERTED,
    SELECTABLE,
  ].flat(),
);

/** How to tell what the columns are, for people whose file has other headers. */
export const COLUMNS_HINT =
  'Give the columns a header row: "id" (also: code, concept_id) and "name" (also: term, label, preferred_term) ' +
  'are needed; synonyms, lay, definition, parents, level, status and selectable are understood too. Or leave the ' +
  'file as it is and say what its columns are: columns=code=id,term=name (form field columns, command line ' +
  '--columns), by header or by position (1=id,2=name).';

/** Whether a header is one that columns are guessed by. */
export function isKnownHeader(header: string): boolean {
  return ALL.has(headerKey(header));
}

/**
 * Tells what the columns are: as the user says, else by their headers; case, spaces, underscores and a number at
 * the end do not count.
 */
export function guessColumns(
  header: readonly string[],
  chosen: readonly ChosenColumn[] = [],
): GuessedColumns {
  const titles = titlesOf(header);
  // Whoever names columns wants them read as named.
  const meddra = chosen.length === 0 ? flatColumnsOf(header) : null;
  if (meddra) {
    const taken = new Map([...meddra].map(([field, at]) => [at, field]));
    return { map: null, meddra, problem: null, titles, meanings: meaningsOf(titles, taken) };
  }
  const keys = header.map(headerKey);
  const { roles, problem } = findChosen(header, chosen);
  const taken = new Map<number, string>(roles);
  const named = (meaning: ColumnRole) => [...roles].flatMap(([at, role]) => (role === meaning ? [at] : []));
  const free = (wanted: readonly string[]) =>
    wanted.flatMap((word) => keys.flatMap((key, at) => (key === word && !taken.has(at) ? [at] : [])));
  const one = (meaning: ColumnRole, wanted: readonly string[]): number | null => {
    const [at] = [...named(meaning), ...free(wanted)];
    if (at === undefined) return null;
    taken.set(at, meaning);
    return at;
  };
  const many = (meaning: ColumnRole, wanted: readonly string[]): readonly number[] => {
    const found = [...named(meaning), ...free(wanted)].sort((a, b) => a - b);
    for (const at of found) taken.set(at, meaning);
    return found;
  };

  const id = one('id', ID);
  const idKey = id === null ? '' : (keys[id] ?? '');
  // With MedDRA's two levels in one table, the id tells which of them a row is about.
  const ofLlt = idKey === 'lltcode';
  const name = one('name', [...PREFERRED, ...(ofLlt ? [...LLT, ...PT] : [...PT, ...LLT]), ...OTHER_NAME]);
  const synonyms = many('synonyms', ofLlt ? SYNONYMS : [...SYNONYMS, ...LLT]);
  const lay = many('lay', LAY);
  const parents = many('parents', ofLlt ? [...PARENTS, 'ptcode'] : PARENTS);
  const definition = one('definition', DEFINITION);
  const level = one('level', LEVEL);
  const status = one('status', [...STATUS, ...STATUS_INVERTED]);
  const selectable = one('selectable', SELECTABLE);

  const statusInverted = status !== null && STATUS_INVERTED.includes(keys[status] ?? '');
  const rest = { synonyms, lay, parents, definition, level, status, statusInverted, selectable };
  const map = id === null || name === null ? null : { id, name, ...rest };
  return { map, meddra, problem, titles, meanings: meaningsOf(titles, taken) };
}

function meaningsOf(
  titles: readonly string[],
  taken: ReadonlyMap<number, string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(titles.map((title, at) => [title, taken.get(at) ?? 'ignored']));
}
