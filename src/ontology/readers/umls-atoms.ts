import { absorb, draftOf, type Draft, type Note } from './draft.js';
import type { ReaderOptions } from './reader.js';
import { rowsOf, type OnBroken, type RrfRow, type UmlsFiles } from './umls-files.js';
import type { UmlsFacts } from './umls-facts.js';

/** Source of the Consumer Health Vocabulary. */
const LAY_SOURCE = 'CHV';
/** Above every rank and flag. */
const IN_USE = 2 ** 40;
const RANK = 8;

/** One name of a concept in one source. */
export interface Atom {
  readonly row: RrfRow;
  /** The name alone, checked. */
  readonly draft: Draft;
  readonly lay: boolean;
  /** The greatest of a concept is its preferred name. */
  readonly score: number;
}

/** Ranks of sources' term types, by `SAB|TTY`; the greater come first. */
export type Ranks = ReadonlyMap<string, number>;

/** Reads MRRANK.RRF: some hundred rows. */
export async function readRanks(
  files: UmlsFiles,
  options: ReaderOptions,
  onBroken: OnBroken,
): Promise<Ranks> {
  const ranks = new Map<string, number>();
  for await (const rows of rowsOf(files, 'MRRANK.RRF', options, onBroken)) {
    for (const { cells } of rows) {
      const [rank = '', sab = '', tty = ''] = cells;
      if (/^\d{1,9}$/.test(rank)) ranks.set(`${sab}|${tty}`, Number(rank));
    }
  }
  return ranks;
}

/** The atom of a row of MRCONSO.RRF; null (and a note) where its name cannot be used. */
export function atomOf(row: RrfRow, ranks: Ranks, note: Note): Atom | null {
  const { cells } = row;
  const draft = draftOf({ id: cells[0], name: cells[14] ?? '' }, note);
  return draft && { row, draft, lay: cells[11] === LAY_SOURCE, score: scoreOf(cells, ranks) };
}

/** What is in use before what is suppressed, then by rank, then what UMLS itself prefers: term, string, atom. */
function scoreOf(cells: readonly string[], ranks: Ranks): number {
  const [, , ts, , stt, , preferred] = cells;
  const rank = ranks.get(`${cells[11] ?? ''}|${cells[12] ?? ''}`) ?? 0;
  const flags = (ts === 'P' ? 4 : 0) + (stt === 'PF' ? 2 : 0) + (preferred === 'Y' ? 1 : 0);
  return (cells[16] === 'N' ? IN_USE : 0) + rank * RANK + flags;
}

/** The concept of some atoms: the best gives the preferred name, the others are synonyms or lay names. */
export function conceptDraft(
  atoms: readonly Atom[],
  factsOf: (cui: string) => UmlsFacts,
  note: (atom: Atom) => Note,
): Draft | null {
  const [best, ...others] = [...atoms].sort((a, b) => b.score - a.score);
  if (!best) return null;
  const { id, name } = best.draft;
  const draft = draftOf({ id, name, ...factsOf(id) }, note(best));
  if (draft) for (const { draft: other, lay } of others) absorb(draft, lay ? asLay(other) : other);
  return draft;
}

function asLay(draft: Draft): Draft {
  return { ...draft, names: new Map([...draft.names].map(([key, name]) => [key, { ...name, kind: 'lay' }])) };
}
