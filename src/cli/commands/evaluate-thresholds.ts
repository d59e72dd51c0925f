import type { Command } from 'commander';
import type { ThresholdProposal } from '../../evaluation/index.js';
import { answer } from '../answer.js';
import { grouped, percent, percentEstimate } from '../../figure-words.js';
import { finish, type SharedOptions } from '../options.js';
import { withSession } from '../session.js';
import { share } from '../shares.js';
import { Table } from '../table.js';

interface ProposalOptions extends SharedOptions {
  readonly auto: number;
  readonly suggest: number;
  readonly review: number;
  readonly pointEstimate?: boolean;
}

/** `evaluate thresholds`: from which confidence on a run was right often enough. */
export function addThresholdsCommand(parent: Command): void {
  const thresholds = parent
    .command('thresholds')
    .description('find the lowest confidences that held a wanted precision in a run')
    .argument('<id>', 'the run, as “evaluate list” has it')
    .option('--auto <share>', 'precision wanted of auto', share, 0.97)
    .option('--suggest <share>', 'and of suggest', share, 0.8)
    .option('--review <share>', 'and of review', share, 0.5)
    .option('--point-estimate', 'the precision itself must hold it, not the lower end of its interval')
    .action(async (id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<ProposalOptions>();
      const { auto, suggest, review, pointEstimate = false } = options;
      const heldBy = pointEstimate ? 'point estimate' : 'lower bound';
      await withSession(options, async (session) => {
        const { thresholds: backend, evaluations } = session.backend;
        const { signal } = session;
        const { manifest } = await evaluations.get(id, signal);
        const wanted = { auto, suggest, review };
        const proposed = await backend.propose(id, wanted, heldBy, signal);
        await answer(session, options, proposed, (found) =>
          proposalInWords(found, wanted, manifest.ontology.name),
        );
      });
    });
  finish(thresholds, [
    'ade-normalizer evaluate thresholds 5f0c6a52-3f6e-4d0e-9c41-0d6a4a4f2b10 --auto 97%',
    'From which confidence on may it code by itself?',
  ]);
}

const DECISIONS = ['auto', 'suggest', 'review'] as const;

function proposalInWords(
  proposed: ThresholdProposal,
  wanted: Readonly<Record<(typeof DECISIONS)[number], number>>,
  ontology: string,
): string {
  const table = new Table([
    ...[{ title: 'DECISION' }, { title: 'WANTED', right: true }, { title: 'THRESHOLD', right: true }],
    ...[
      { title: 'MENTIONS', right: true },
      { title: 'COVERAGE', right: true },
      { title: 'PRECISION (95% INTERVAL)' },
    ],
  ]);
  const rows = DECISIONS.map((decision) => {
    const found = proposed[decision];
    const start = [decision, percent(wanted[decision])];
    if (!found) return [...start, 'none holds it', '', '', ''];
    const { threshold, mentions, coverage, precision } = found;
    return [
      ...[...start, threshold.toFixed(3), grouped(mentions), percent(coverage), percentEstimate(precision)],
    ];
  });
  const all = DECISIONS.flatMap((decision) => {
    const found = proposed[decision];
    // Rounded up, so that what is typed in holds what was found.
    return found ? [`--${decision} ${(Math.ceil(found.threshold * 1000) / 1000).toFixed(3)}`] : [];
  });
  const apply =
    all.length > 0
      ? `\nTo decide by them: ade-normalizer ontologies thresholds ${ontology} ${all.join(' ')}\n`
      : '';
  return `${table.block(rows, true)}\nCoverage is of the mentions that a threshold decides about: exact matches are not among them.\n${proposed.message}\n${apply}`;
}
