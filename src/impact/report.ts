import type { ConceptRef, MeddraChanges } from '../ontology/index.js';
import { CHANGE_KINDS, type Change, type ChangeKind } from './changes.js';
import { REMAP_STATUSES, UNAFFECTED, type RemapStatus } from './judge.js';
import type { RemappedEntry } from './remap.js';

/** Of each kind so many are listed in the report itself; the CSV files have all. */
export const MOST_LISTED = 1000;
export const MOST_BRANCHES = 100;

export type ChangeCounts = Readonly<Record<ChangeKind, number>>;
export type RemapCounts = Readonly<Record<RemapStatus, number>>;

export interface BranchCounts {
  /** Null: concepts that stand in no hierarchy. */
  readonly branch: ConceptRef | null;
  readonly total: number;
  readonly counts: ChangeCounts;
}

/** How many changes there are, of each kind and below each top-level concept. */
export interface ConceptSummary {
  readonly total: number;
  readonly counts: ChangeCounts;
  /** Those with the most changes first, at most `MOST_BRANCHES`. */
  readonly branches: readonly BranchCounts[];
  /** Branches with changes, listed or not. */
  readonly branchCount: number;
}

export interface CodedSummary {
  readonly file: string;
  readonly entries: number;
  /** Entries that somebody has to look at. */
  readonly affected: number;
  readonly counts: RemapCounts;
}

export interface ComparedVersion {
  readonly version: string;
  readonly concepts: number;
  /** The generation under which it answers; null where it does not. */
  readonly generation: number | null;
}

export interface ImpactSummary {
  readonly id: string;
  readonly ontology: string;
  readonly from: ComparedVersion;
  readonly to: ComparedVersion;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly concepts: ConceptSummary;
  /** Null where no list was given. */
  readonly coded: CodedSummary | null;
}

/** What another version would change, in full but for lists that are too long to read. */
export interface ImpactReport extends ImpactSummary {
  /** How many are listed of each kind of change, and of each status, at the most. */
  readonly mostListed: number;
  readonly changes: readonly Change[];
  /** Entries of the coded list that are affected. */
  readonly entries: readonly RemappedEntry[];
  /** Rows of MedDRA's own list of changes since the release before, by file; null where there is none. */
  readonly maintainers: MeddraChanges['files'] | null;
}

/** Counts changes as they come, and keeps the first of each kind. */
export class ChangeTally {
  readonly #counts = zeros(CHANGE_KINDS);
  readonly #branches = new Map<string, { branch: ConceptRef | null; counts: Record<ChangeKind, number> }>();
  readonly #listed: Change[] = [];

  add(change: Change): void {
    const { kind, branch } = change;
    const key = branch?.id ?? '';
    const known = this.#branches.get(key) ?? { branch, counts: zeros(CHANGE_KINDS) };
    this.#branches.set(key, known);
    known.counts[kind] += 1;
    this.#counts[kind] += 1;
    if (this.#counts[kind] <= MOST_LISTED) this.#listed.push(change);
  }

  /** In the order of the kinds. */
  listed(): readonly Change[] {
    return CHANGE_KINDS.flatMap((kind) => this.#listed.filter((change) => change.kind === kind));
  }

  summary(): ConceptSummary {
    const branches = [...this.#branches.values()]
      .map(({ branch, counts }) => ({ branch, total: sum(counts), counts }))
      .sort((a, b) => b.total - a.total);
    return {
      ...{ total: sum(this.#counts), counts: this.#counts },
      ...{ branches: branches.slice(0, MOST_BRANCHES), branchCount: branches.length },
    };
  }
}

/** Counts entries of a coded list as they come, and keeps the first affected ones of each status. */
export class CodedTally {
  readonly #counts = zeros(REMAP_STATUSES);
  readonly #listed: RemappedEntry[] = [];

  constructor(private readonly file: string) {}

  add(entry: RemappedEntry): void {
    this.#counts[entry.status] += 1;
    if (!UNAFFECTED.includes(entry.status) && this.#counts[entry.status] <= MOST_LISTED)
      this.#listed.push(entry);
  }

  /** In the order of the file. */
  listed(): readonly RemappedEntry[] {
    return this.#listed;
  }

  summary(): CodedSummary {
    const entries = sum(this.#counts);
    const unaffected = UNAFFECTED.reduce((total, status) => total + this.#counts[status], 0);
    return { file: this.file, entries, affected: entries - unaffected, counts: this.#counts };
  }
}

/** The report without its lists. */
export function summaryOf(report: ImpactReport): ImpactSummary {
  const { id, ontology, from, to, createdAt, createdBy, concepts, coded } = report;
  return { id, ontology, from, to, createdAt, createdBy, concepts, coded };
}

function zeros<Key extends string>(keys: readonly Key[]): Record<Key, number>;
function zeros(keys: readonly string[]): Record<string, number> {
  return Object.fromEntries(keys.map((key) => [key, 0]));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
