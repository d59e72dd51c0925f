import { Option, type Command } from 'commander';
import {
  REVIEW_STATES,
  VERDICTS,
  type FeedbackFilter,
  type ReviewState,
  type Verdict,
} from '../feedback/index.js';

/** Options that narrow feedback. */
export interface FilterOptions {
  readonly ontology?: string;
  readonly verdict?: Verdict;
  readonly state?: ReviewState;
  readonly coder?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Adds the options that narrow feedback; those that are left out do not. */
export function withFilter(command: Command): Command {
  return withTimes(
    command
      .option('--ontology <name>', 'of this ontology')
      .addOption(new Option('--verdict <verdict>', 'with this verdict').choices(VERDICTS))
      .option('--coder <name>', 'by this coder'),
  );
}

export function withState(command: Command): Command {
  return command.addOption(new Option('--state <state>', 'that stands so').choices(REVIEW_STATES));
}

export function withTimes(command: Command): Command {
  return command
    .option('--since <time>', 'given at this time or later (2026-01-31, or 2026-01-31T09:30:00Z)')
    .option('--until <time>', 'given before this time');
}

/** What was given of the options, and nothing else. */
export function filterOf({ ontology, verdict, state, coder, since, until }: FilterOptions): FeedbackFilter {
  return {
    ...(ontology === undefined ? {} : { ontology }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(state === undefined ? {} : { state }),
    ...(coder === undefined ? {} : { coder }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}
