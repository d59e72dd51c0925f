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
  /** Null where no column can be the id, or none the name. */
  readonly map: ColumnMap | null;
  /** Source column -> what it was taken for, `ignored` where for nothing. */
  readonly meanings: Readonly<Record<string, string>>;
}

/** The first line of a table, understood: its delimiter, its columns, and whether it is itself a row. */
export interface Layout {
  readonly delimiter: string;
  readonly width: number;
  readonly headerless: boolean;
  readonly columns: GuessedColumns;
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

export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What to call columns, for people whose file has others. */
export const COLUMNS_HINT =
  'Give the columns a header row: "id" (also: code, concept_id) and "name" (also: term, label, preferred_term) ' +
  'are needed; synonyms, lay, definition, parents, level, status and selectable are understood too.';

/** Guesses what the columns are from their headers; case, spaces, underscores and a number at the end do not count. */
export function guessColumns(header: readonly string[]): GuessedColumns {
  const keys = header.map(keyOf);
  const taken = new Map<number, string>();
  const free = (wanted: readonly string[]) =>
    wanted.flatMap((word) => keys.flatMap((key, at) => (key === word && !taken.has(at) ? [at] : [])));
  const one = (meaning: string, wanted: readonly string[]): number | null => {
    const [at] = free(wanted);
    if (at === undefined) return null;
    taken.set(at, meaning);
    return at;
  };
  const many = (meaning: string, wanted: readonly string[]): readonly number[] => {
    const found = free(wanted).sort((a, b) => a - b);
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
  const plainStatus = one('status', STATUS);
  const status = plainStatus ?? one('status', STATUS_INVERTED);
  const selectable = one('selectable', SELECTABLE);

  const statusInverted = plainStatus === null && status !== null;
  const rest = { synonyms, lay, parents, definition, level, status, statusInverted, selectable };
  return {
    map: id === null || name === null ? null : { id, name, ...rest },
    meanings: meaningsOf(header, taken),
  };
}

/**
 * Understands the beginning of a table: which delimiter makes the first line a header with id and name; where
 * none does, which one cuts the lines alike. Two columns whose first line looks like data are taken as id, name.
 * @param lines the first line that is not blank, and some after it
 */
export function layoutOf(lines: readonly string[]): Layout {
  const [first = ''] = lines;
  const layouts = DELIMITERS.map((delimiter) => {
    const header = splitLine(first, delimiter);
    const alike = lines.filter((line) => splitLine(line, delimiter).length === header.length).length;
    const columns = guessColumns(header);
    const understood = columns.map !== null ? 2 : 0;
    const score = header.length < 2 ? 0 : understood + alike / lines.length + header.length / 1e6;
    return { delimiter, header, columns, score };
  });
  const best = layouts.reduce((a, b) => (b.score > a.score ? b : a));
  return tableOf(best.header, best.delimiter);
}

/** The same for a delimiter that is known. */
export function tableOf(header: readonly string[], delimiter: string): Layout {
  const columns = guessColumns(header);
  const headerless = columns.map === null && looksLikeData(header);
  if (!headerless) return { delimiter, width: header.length, headerless, columns };
  const { map } = guessColumns(['id', 'name']);
  return {
    delimiter,
    width: 2,
    headerless,
    columns: { map, meanings: { 'column 1': 'id', 'column 2': 'name' } },
  };
}

/** Cuts a line at its delimiters, except within quotes. Good enough to count columns and to read a header. */
export function splitLine(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      cells.push(line.slice(from, at));
      from = at + 1;
    }
  }
  cells.push(line.slice(from));
  return cells.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"'),
  );
}

/** Ids have digits, and headers hardly ever do. */
function looksLikeData(cells: readonly string[]): boolean {
  const [id = '', name = ''] = cells;
  return (
    cells.length === 2 && /\d/.test(id) && /\p{L}/u.test(name) && !cells.some((cell) => ALL.has(keyOf(cell)))
  );
}

function keyOf(header: string): string {
  const key = header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return key.replace(/\d+$/, '') || key;
}

function meaningsOf(header: readonly string[], taken: ReadonlyMap<number, string>): Record<string, string> {
  const entries = header.map((cell, at): [string, string] => {
    const title = cell.trim() || `column ${at + 1}`;
    const repeated = header.findIndex((other) => other.trim() === cell.trim()) !== at;
    return [repeated ? `${title} (column ${at + 1})` : title, taken.get(at) ?? 'ignored'];
  });
  return Object.fromEntries(entries);
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
