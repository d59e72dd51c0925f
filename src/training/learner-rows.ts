import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { STRATEGIES, type Strategy } from '../learners/index.js';
import type { ActiveLearnerRow, LearnerRow } from '../store/index.js';
import type {
  ActivateLearnerRequest,
  ActiveLearner,
  LearnerDetail,
  LearnerReport,
  TrainRequest,
} from './service.js';

const ReportSchema = Type.Unsafe<LearnerReport>(
  Type.Object({ rows: Type.Integer(), learned: Type.Integer(), heldBack: Type.Object({}) }),
);

/** Learners of earlier versions have none. */
const WITHOUT_CAUTIONS = { cautions: [] };

type Choice = Pick<ActiveLearnerRow, 'learner' | 'strategy' | 'overrules_exact'>;

export function rowOf(
  id: string,
  { ontology, codedSet, actor }: TrainRequest,
  version: string,
  codedSetName: string,
  encoder: string,
  report: LearnerReport,
): LearnerRow {
  return {
    ...{ id, ontology, version, encoder, coded_set: codedSet, coded_set_name: codedSetName },
    report: JSON.stringify(report),
    created_at: new Date().toISOString(),
    created_by: actor,
  };
}

export function detailOf(row: LearnerRow, active: ActiveLearnerRow | undefined): LearnerDetail {
  const { id, ontology, version, encoder } = row;
  return {
    ...{ id, ontology, version, encoder },
    codedSet: { id: row.coded_set, name: row.coded_set_name },
    report: reportOf(row),
    createdAt: row.created_at,
    createdBy: row.created_by,
    active: active?.learner === id,
  };
}

/** What is to be in force; `auto` is what was best on held-back mentions. */
export function choiceOf(
  row: LearnerRow,
  { id, strategy, overrulesExact }: NonNullable<ActivateLearnerRequest['learner']>,
): Choice {
  return {
    learner: id,
    strategy: strategy === 'auto' ? reportOf(row).heldBack.best : strategy,
    overrules_exact: overrulesExact ? 1 : 0,
  };
}

export function isSame({ learner }: ActiveLearner, wanted: Choice | null): boolean {
  if (!learner || !wanted) return learner === null && wanted === null;
  return (
    learner.id === wanted.learner &&
    learner.strategy === wanted.strategy &&
    learner.overrulesExact === (wanted.overrules_exact === 1)
  );
}

export function strategyOf(stored: string): Strategy {
  return STRATEGIES.find((strategy) => strategy === stored) ?? 'dense';
}

function reportOf(row: LearnerRow): LearnerReport {
  const report: unknown = JSON.parse(row.report);
  // Not `Parse`, which drops what a schema does not name.
  Value.Assert(ReportSchema, report);
  return { ...report, heldBack: { ...WITHOUT_CAUTIONS, ...report.heldBack } };
}

/** The coded set of a learner, and how many of its mentions were learned from. */
export function learnedFrom(row: LearnerRow | undefined): {
  readonly codedSet: string;
  readonly learned: number;
} {
  return row ? { codedSet: row.coded_set, learned: reportOf(row).learned } : { codedSet: '', learned: 0 };
}
