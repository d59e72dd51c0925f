import { AppError } from '../errors.js';
import type { StrategyChoice } from '../learners/index.js';
import type { Snapshot } from '../ontology/index.js';
import type { Matching } from './matcher.js';

/**
 * What a choice of strategy stands for in a snapshot.
 * @throws AppError `no_learner` when it asks for something that was learned, and nothing learned takes part
 */
export function wayOf(
  { ontology, learner: state }: Snapshot,
  choice: StrategyChoice = 'auto',
): Matching['way'] {
  const active = state.kind === 'active' ? state.learner : null;
  const strategy = choice !== 'auto' ? choice : (active?.strategy ?? 'dense');
  // Whoever asks for `dense` wants names alone; where it is what was learned to be best, what was coded still counts.
  if (strategy === 'dense') return { strategy, learner: choice === 'auto' ? active : null };
  switch (state.kind) {
    case 'active':
      return { strategy, learner: state.learner };
    case 'none':
      throw new AppError(
        'no_learner',
        `The strategy “${strategy}” needs what was learned from coded data, and no learner takes part in the answers of ${ontology}: train one (POST /v1/ontologies/${ontology}/learners) and activate it, or ask for “dense”.`,
      );
    case 'unusable':
      throw new AppError('no_learner', `The learner of ${ontology} cannot be used: ${state.problem}`);
  }
}

/** What a caller should know of how the answer came about. */
export function warningsOf({ artefact, learner }: Snapshot): string[] {
  const { embedded, names } = artefact.manifest.counts;
  return [
    ...(embedded < names
      ? [
          'Lay names are still being prepared: they match exactly, but are not searched by meaning yet. /readyz shows how far it is.',
        ]
      : []),
    ...(learner.kind === 'unusable'
      ? [`Learner ${learner.id} takes no part, as it cannot be used: ${learner.problem}`]
      : []),
  ];
}
