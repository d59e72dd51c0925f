import type { Figures } from '../figures.js';
import type { Outcome } from '../outcome.js';
import { RESAMPLING, type Resampling } from './bootstrap.js';
import { calibrationOf, coverageOf, decisionsOf, noneOf } from './confidence.js';
import { namesLevelOf } from './names-level.js';
import { partsByFrequency, partsByLength, partsByName, runsOf } from './parts.js';
import { ranksOf } from './ranks.js';
import { rollUpOf, type Hierarchy } from './roll-up.js';
import { partsBySeen, type Seen } from './seen.js';

export interface FiguresOptions {
  /** The k of Acc@k, each at least 1; figures come in this order. */
  readonly ks: readonly number[];
  readonly resampling: Resampling;
  /** Null where the gold set has no train rows. */
  readonly seenOf: ((outcome: Outcome) => Seen) | null;
  /** Body system of a mention's right concept, null where it has none; null altogether without a hierarchy. */
  readonly systemOf: ((outcome: Outcome) => string | null) | null;
  /** Null where the ontology has no levels. */
  readonly hierarchy: Hierarchy | null;
  readonly hasCalibration: boolean;
  /** Ranks by names, of each mention those of its pieces. */
  readonly named: readonly (readonly (number | null)[])[];
}

export const FIGURES_OPTIONS: FiguresOptions = {
  ks: [1, 5, 10],
  resampling: RESAMPLING,
  seenOf: null,
  systemOf: null,
  hierarchy: null,
  hasCalibration: true,
  named: [],
};

/**
 * All figures of a run; of no outcomes they are 0, null or empty, as each measure says. Tables come by `group` (where
 * the gold set has groups), `frequency` of the right concept, `length` of the mention and body `system`.
 * @param outcomes one a row; their order does not matter
 */
export function figuresOf(outcomes: readonly Outcome[], options: FiguresOptions = FIGURES_OPTIONS): Figures {
  const { ks, resampling, seenOf, hierarchy, hasCalibration, named } = options;
  return {
    task: 'mentions',
    overall: ranksOf(outcomes, ks, resampling),
    namesLevel: namesLevelOf(named, ks),
    folds: runsOf(outcomes, ks),
    seen: seenOf && partsBySeen(outcomes, ks, seenOf),
    tables: tablesOf(outcomes, options),
    rollUp: hierarchy ? rollUpOf(outcomes, hierarchy) : [],
    calibration: hasCalibration ? calibrationOf(outcomes) : null,
    coverage: hasCalibration ? coverageOf(outcomes) : [],
    decisions: decisionsOf(outcomes),
    none: noneOf(outcomes),
  };
}

function tablesOf(outcomes: readonly Outcome[], { ks, systemOf }: FiguresOptions): Figures['tables'] {
  const grouped = outcomes.some(({ group }) => group !== null);
  const tables = [
    { by: 'group', parts: grouped ? partsByName(outcomes, ks, ({ group }) => group) : [] },
    { by: 'frequency', parts: partsByFrequency(outcomes, ks) },
    { by: 'length', parts: partsByLength(outcomes, ks) },
    { by: 'system', parts: systemOf ? partsByName(outcomes, ks, systemOf) : [] },
  ];
  return tables.filter(({ parts }) => parts.length > 0);
}
