import { Command } from 'commander';
import { VERSION } from '../version.js';
import { addAnnotateCommand } from './commands/annotate.js';
import { addBackupCommand } from './commands/backup.js';
import { addAuditCommands } from './commands/audit.js';
import { addEvaluateCommands } from './commands/evaluate.js';
import { addFeedbackCommands } from './commands/feedback.js';
import { addGoldSetsCommands } from './commands/gold-sets.js';
import { addInfoCommand } from './commands/info.js';
import { addLearnersCommands } from './commands/learners.js';
import { addKeysCommands } from './commands/keys.js';
import { addNormalizeCommand } from './commands/normalize.js';
import { addOntologiesCommands } from './commands/ontologies.js';
import { addRestoreCommand } from './commands/restore.js';
import { addOverridesCommands } from './commands/overrides.js';
import { addServeCommand } from './commands/serve.js';
import { EXIT_CODES, examples, withSharedOptions } from './options.js';

const WHERE = `
Where the work is done:
  In this process, on the data folder (ADE_DATA_DIR). While a service works in that
  folder, by that service; with --url, by the service that you name. A first start
  on a new folder embeds all names, which takes some minutes; later ones take seconds.`;

/** The commands, their options and their help. */
export function buildProgram(): Command {
  const program = new Command('ade-normalizer')
    .description('Maps what people write about medicines to adverse-event concepts of any ontology.')
    .version(VERSION, '-V, --version', 'print the version')
    // Lets a command have a --version of its own.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(--help shows what there is.)');
  withSharedOptions(program);
  addNormalizeCommand(program);
  addAnnotateCommand(program);
  addOntologiesCommands(program);
  addOverridesCommands(program);
  addLearnersCommands(program);
  addEvaluateCommands(program);
  addGoldSetsCommands(program);
  addFeedbackCommands(program);
  addAuditCommands(program);
  addServeCommand(program);
  addInfoCommand(program);
  addKeysCommands(program);
  addBackupCommand(program);
  addRestoreCommand(program);
  return program.addHelpText(
    'after',
    `${examples(
      ['ade-normalizer normalize "wide awake at 4am"', 'What does a patient mean?'],
      ['ade-normalizer normalize --file mentions.csv --column text --out coded.csv', 'Code a file'],
      ['ade-normalizer annotate posts.csv --column text --out events.csv', 'Find what whole posts report'],
      ['ade-normalizer ontologies add mylist --from terms.csv --activate', 'Bring your own list of terms'],
      ['ade-normalizer evaluate --gold coded.csv --ontology mylist', 'How good is it on your data?'],
      ['ade-normalizer serve', 'Offer all this over HTTP'],
    )}
${WHERE}
${EXIT_CODES}`,
  );
}
