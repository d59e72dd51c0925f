import type { Command } from 'commander';
import { answer } from '../answer.js';
import { UsageError } from '../errors.js';
import { finish, type SharedOptions } from '../options.js';
import { withSession } from '../session.js';
import { share } from '../shares.js';
import { printable } from '../table.js';
import type { ThresholdSetting } from '../../ontology/index.js';

interface ThresholdOptions extends SharedOptions {
  readonly auto?: number;
  readonly suggest?: number;
  readonly review?: number;
  readonly note?: string;
  readonly reset?: boolean;
}

/** `ontologies thresholds`: from which confidence on what is decided. */
export function addThresholdCommand(parent: Command): void {
  const thresholds = parent
    .command('thresholds')
    .description('show or choose from which confidence on mentions are coded, suggested or reviewed')
    .argument('<name>', 'the ontology')
    .option('--auto <share>', 'code by itself from this confidence on', share)
    .option('--suggest <share>', 'suggest from this one on', share)
    .option('--review <share>', 'put up for review from this one on', share)
    .option('--note <text>', 'why, for those who read it later')
    .option('--reset', 'let the defaults hold again')
    .action(async (ontology: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<ThresholdOptions>();
      const { auto, suggest, review, note = '', reset = false } = options;
      const given = [auto, suggest, review].some((each) => each !== undefined);
      if (given && reset) throw new UsageError('--reset brings the defaults back: leave the others out.');
      await withSession(options, async (session) => {
        const { thresholds: backend } = session.backend;
        const { signal } = session;
        const now = await backend.get(ontology, signal);
        if (!given && !reset) return answer(session, options, now, inWords);
        const kept = now.thresholds;
        const wanted = reset
          ? null
          : {
              auto: auto ?? kept.auto,
              suggest: suggest ?? kept.suggest,
              review: review ?? kept.review,
            };
        const changed = await backend.change({ ontology, thresholds: wanted, note }, signal);
        return answer(session, options, changed, (found) =>
          found.generation === null
            ? `Nothing changed. ${inWords(found)}`
            : `${inWords(found)}From generation ${found.generation} on.\n`,
        );
      });
    });
  finish(
    thresholds,
    ['ade-normalizer ontologies thresholds meddra', 'What holds, and who chose it?'],
    [
      'ade-normalizer ontologies thresholds meddra --auto 0.962 --note "validation 2026-11"',
      'Code by itself from 0.962 on',
    ],
  );
}

function inWords({ ontology, thresholds: { auto, suggest, review }, chosen }: ThresholdSetting): string {
  const who = chosen
    ? `chosen by ${chosen.by} on ${chosen.at}${chosen.note === '' ? '' : `: ${printable(chosen.note)}`}`
    : 'the defaults';
  return `${ontology}: auto from ${auto}, suggest from ${suggest}, review from ${review} (${who})\n`;
}
