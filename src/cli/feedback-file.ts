import { VERDICTS, type FeedbackEntry, type Verdict } from '../feedback/index.js';
import { plainHeader } from '../ontology/index.js';
import { UsageError } from './errors.js';
import type { MentionsFile, Row } from './mentions-file.js';

/** Headers in the order of preference; case, spaces and punctuation do not count. */
const COLUMNS = {
  mention: words('mention verbatim reportedterm text term'),
  verdict: words('verdict outcome'),
  conceptId: words(
    'final finalid right rightid corrected correctedid conceptid goldid code ptcode lltcode meddracode',
  ),
  proposed: words('proposed proposedid suggested suggestedid predicted predictedid conceptid'),
  coder: words('coder reviewer annotator'),
  requestId: words('requestid'),
  note: words('note comment'),
} as const satisfies Record<keyof FeedbackEntry, readonly string[]>;

const HINT =
  'It needs columns for the mention (mention, verbatim, reported_term, text or term), and for the verdict (verdict: ' +
  `${VERDICTS.join(', ')}) or both the concept that was proposed (proposed) and the one that is right (concept_id; ` +
  'none: nothing is to be coded).';

type Columns = Readonly<Record<keyof FeedbackEntry, number>>;

/**
 * Reads the feedback of each row. Without a column for the verdict, it follows from the concept that was proposed and
 * the one that is right; with a verdict and one concept alone, as in a file that was coded here, that is the proposal,
 * unless it was changed.
 * @throws UsageError when columns are missing, or naming the first row that says too little
 */
export async function* feedbackIn(file: MentionsFile): AsyncGenerator<FeedbackEntry, void, undefined> {
  const columns = columnsOf(file);
  let number = 0;
  for await (const row of file.rows()) {
    number += 1;
    const entry = entryOf(row, columns);
    if (typeof entry === 'string') throw new UsageError(`${file.path}, row ${number}: ${entry}`);
    yield entry;
  }
}

function columnsOf({ path, columns }: MentionsFile): Columns {
  const keys = columns.map(plainHeader);
  const at = (known: readonly string[]): number =>
    keys.indexOf(known.find((name) => keys.includes(name)) ?? '\0');
  const right = at(COLUMNS.conceptId);
  const before = at(COLUMNS.proposed);
  const found = {
    ...{ mention: at(COLUMNS.mention), verdict: at(COLUMNS.verdict), conceptId: right },
    ...{ proposed: before === right ? -1 : before, coder: at(COLUMNS.coder) },
    ...{ note: at(COLUMNS.note), requestId: at(COLUMNS.requestId) },
  };
  const tells = found.verdict !== -1 || (found.proposed !== -1 && found.conceptId !== -1);
  if (found.mention !== -1 && tells) return found;
  throw new UsageError(`${path} has not the columns that are needed; it has: ${columns.join(', ')}.`, HINT);
}

/** What a row says; in words, what is missing. */
function entryOf(row: Row, columns: Columns): FeedbackEntry | string {
  const cell = (column: keyof FeedbackEntry): string => textOf(row[columns[column]]);
  const id = (column: 'proposed' | 'conceptId'): string | null =>
    cell(column) === '' || cell(column).toLowerCase() === 'none' ? null : cell(column);
  const mention = cell('mention');
  if (mention === '') return 'there is no mention; write it, or remove the row.';
  const [proposed, conceptId] = [id('proposed'), id('conceptId')];
  const verdict =
    columns.verdict === -1
      ? verdictBy(proposed, conceptId, cell('conceptId') !== '')
      : verdictIn(cell('verdict'));
  if (verdict === null)
    return columns.verdict === -1
      ? 'no concept is said to be right; write its id, or none where nothing is to be coded.'
      : `“${cell('verdict').slice(0, 40)}” is no verdict; write ${VERDICTS.join(', ')}.`;
  const optional = (name: 'coder' | 'requestId' | 'note') =>
    cell(name) === '' ? {} : { [name]: cell(name) };
  return {
    ...{ mention, verdict, ...conceptsIn(verdict, proposed, conceptId, columns.proposed !== -1) },
    ...{ ...optional('coder'), ...optional('requestId'), ...optional('note') },
  };
}

function conceptsIn(
  verdict: Verdict,
  proposed: string | null,
  conceptId: string | null,
  hasProposal: boolean,
): Pick<FeedbackEntry, 'proposed' | 'conceptId'> {
  if (hasProposal) return { proposed, conceptId };
  return verdict === 'changed' ? { conceptId } : { proposed: conceptId };
}

function verdictIn(text: string): Verdict | null {
  return VERDICTS.find((verdict) => verdict === text.toLowerCase()) ?? null;
}

function verdictBy(proposed: string | null, right: string | null, isSaid: boolean): Verdict | null {
  if (!isSaid) return null;
  if (right === null) return 'rejected';
  return right === proposed ? 'accepted' : 'changed';
}

/** A cell of a table or a member of a JSON line. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
