import { basename, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import {
  CHOICE_WORDS,
  DEFAULT_EXPANSION,
  EXPANSIONS,
  readChoice,
  SOURCE_FORMATS,
  type ExpansionChoice,
  type SourceFormat,
} from '../../ontology/index.js';
import { UsageError } from '../errors.js';
import { EXIT_CODES, examples, withSharedOptions, type SharedOptions } from '../options.js';
import { stepOf } from '../progress.js';
import { additionReport } from '../report.js';
import { withSession } from '../session.js';

interface AddOptions extends SharedOptions {
  readonly from: string;
  readonly nameOfVersion?: string;
  readonly format?: SourceFormat;
  /** False: `--no-expansion`. */
  readonly expansion?: ExpansionChoice | false;
  readonly activate?: boolean;
  readonly passwordEnv?: string;
  readonly level?: string;
  readonly language?: string;
  readonly below?: string;
  readonly sources?: string;
  readonly termTypes?: string;
  readonly semanticTypes?: string;
  readonly suppressed?: boolean;
  readonly columns?: string;
  readonly sheet?: string;
}

/** `ontologies add`: brings an ontology, or a new version of one. */
export function addAddCommand(parent: Command): void {
  const add = parent
    .command('add')
    .description('bring an ontology, or a new version of one, from its files')
    .argument('<name>', 'the ontology; a new name makes a new one')
    .requiredOption(
      '--from <path>',
      'CSV, TSV or Excel workbook with a header, JSONL, OBO or OBO Graphs JSON; or a release of MedDRA, SNOMED CT (RF2) or UMLS (RRF) as folder, zip or tar.gz',
    )
    .option(
      '--name-of-version <version>',
      'the edition’s name, 27.1 for example (default: its release, else 1, 2, 3 ...)',
    )
    .addOption(
      new Option('--format <format>', 'the file’s format (default: found by its name and content)').choices(
        SOURCE_FORMATS,
      ),
    )
    .addOption(
      new Option(
        '--expansion <names>',
        `which names the starter vocabulary lends: all to terms that it knows, or synonyms alone; near: all, and to terms near to one that it knows (default: as the ontology has it already; for a new one ${DEFAULT_EXPANSION}, in languages that the encoder does not know all)`,
      ).choices(EXPANSIONS),
    )
    .option('--no-expansion', 'none of them (how often a term is reported is lent all the same)')
    .option('--activate', 'let the version answer as soon as it is built')
    .option('--password-env <variable>', 'the environment variable with the password of a protected zip')
    .option('--level <level>', CHOICE_WORDS.level)
    .option('--language <code>', CHOICE_WORDS.language)
    .option('--below <ids>', CHOICE_WORDS.below)
    .option('--sources <codes>', CHOICE_WORDS.sources)
    .option('--term-types <codes>', CHOICE_WORDS.termTypes)
    .option('--semantic-types <codes>', CHOICE_WORDS.semanticTypes)
    .option('--suppressed', 'UMLS: read suppressible names, too')
    .option('--columns <roles>', CHOICE_WORDS.columns)
    .option('--sheet <name>', CHOICE_WORDS.sheet)
    .action(async (ontology: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<AddOptions>();
      const { from, nameOfVersion, format, expansion, activate = false, passwordEnv, json } = options;
      const password = passwordEnv === undefined ? undefined : passwordFrom(passwordEnv);
      await withSession(options, async ({ backend, signal, progress, print }) => {
        const addition = {
          ontology,
          path: resolve(from),
          fileName: basename(from),
          activate,
          choice: readChoice({ ...options, suppressed: options.suppressed === true ? 'true' : undefined }),
          ...(expansion === undefined
            ? {}
            : { expansion: expansion === false ? ('none' as const) : expansion }),
          ...(nameOfVersion === undefined ? {} : { version: nameOfVersion }),
          ...(format === undefined ? {} : { format }),
          ...(password === undefined ? {} : { password }),
        };
        const result = await backend.ontologies.add(addition, {
          signal,
          onProgress: (step) => {
            progress.show(stepOf(ontology, step));
          },
        });
        progress.stop();
        await print(json === true ? `${JSON.stringify(result)}\n` : additionReport(result));
      });
    });
  withSharedOptions(add).addHelpText(
    'after',
    `
A version never changes: the same file again changes nothing, another file is another version. Without
--activate, what answers goes on answering until “ontologies activate”.
${examples(
  ['ade-normalizer ontologies add mylist --from terms.csv --activate', 'A list of terms, live at once'],
  [
    'ade-normalizer ontologies add meddra --from MedDRA_27_1_English.zip --password-env MEDDRA_PASSWORD',
    'A release as it is published, to look at first',
  ],
  [
    'ade-normalizer ontologies add hpo --from hp.obo --name-of-version 2026-09-01',
    'An ontology as it is published',
  ],
)}
${EXIT_CODES}`,
  );
}

/** Not on the command line itself, where other users of the machine and the shell's history would see it. */
function passwordFrom(variable: string): string {
  const password = process.env[variable];
  if (password === undefined || password === '')
    throw new UsageError(`--password-env: there is no environment variable ${variable}, or it is empty.`);
  return password;
}
