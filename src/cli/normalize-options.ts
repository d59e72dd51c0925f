import type { StrategyChoice } from '../learners/index.js';
import type { Include, NormalizeOptions } from '../normalize/index.js';
import type { SharedOptions } from './options.js';

/** What `normalize` can be told. */
export interface NormalizeFlags extends SharedOptions {
  readonly file?: string;
  readonly column?: string;
  readonly idColumn?: string;
  readonly out?: string;
  readonly prefix?: string;
  readonly force?: boolean;
  readonly ontology?: string;
  readonly version?: string;
  readonly topK?: number;
  readonly minSimilarity?: number;
  readonly include?: readonly Include[];
  readonly strategy?: StrategyChoice;
}

/** The flags as the normalizer takes them. */
export function normalizeOptions({
  json,
  ontology,
  version,
  topK,
  minSimilarity,
  include,
  strategy,
}: NormalizeFlags): NormalizeOptions {
  return {
    // Programs choose among candidates; people look at the best.
    topK: topK ?? (json === true ? 5 : 1),
    include: include ?? [],
    ...(strategy === undefined ? {} : { strategy }),
    ...(ontology === undefined ? {} : { ontology }),
    ...(version === undefined ? {} : { version }),
    ...(minSimilarity === undefined ? {} : { minSimilarity }),
  };
}
