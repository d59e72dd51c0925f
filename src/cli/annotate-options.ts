import type { AnnotateOptions } from '../posts/index.js';
import { normalizeOptions, type NormalizeFlags } from './normalize-options.js';

/** What `annotate` can be told. */
export interface AnnotateFlags extends Omit<NormalizeFlags, 'prefix'> {
  readonly threshold?: number;
  readonly minProbability?: number;
  readonly onlyAdverse?: boolean;
}

/** The flags as the work on posts takes them. */
export function annotateOptions({
  threshold,
  minProbability,
  onlyAdverse = false,
  ...flags
}: AnnotateFlags): AnnotateOptions {
  return {
    ...normalizeOptions(flags),
    onlyAdverse,
    ...(threshold === undefined ? {} : { threshold }),
    ...(minProbability === undefined ? {} : { minProbability }),
  };
}
