import type { Command } from 'commander';
import { messageOf } from '../../src/errors.js';
import { say } from '../service/table.js';
import { makeFolder } from './files.js';
import { makeMeddra, MEDDRA_DEFAULTS, type MeddraOptions } from './meddra.js';
import { share, whole } from './options.js';
import { makeSnomed, SNOMED_DEFAULTS, type SnomedOptions } from './snomed.js';
import { makeUmls, UMLS_DEFAULTS, type UmlsOptions } from './umls.js';

interface To {
  readonly to: string;
}

/** Adds `make`: vocabulary releases whose files and sizes are those of the true ones, and whose content is made up. */
export function addMake(program: Command): void {
  const make = program
    .command('make')
    .description('writes a release of true size with made-up content, to try and to measure with');
  const command = (name: string, title: string, seed: number) =>
    make
      .command(name)
      .description(title)
      .requiredOption('--to <folder>', 'where it goes: a folder that is empty or not there yet')
      .option('--seed <n>', 'another seed makes another release; the same one the same', whole, seed);

  command('meddra', 'MedDRA (MedAscii, and SeqAscii for a changed release)', MEDDRA_DEFAULTS.seed)
    .option('--pts <n>', 'preferred terms', whole, MEDDRA_DEFAULTS.pts)
    .option(
      '--llts <n>',
      'lowest level terms, each preferred term’s own among them',
      whole,
      MEDDRA_DEFAULTS.llts,
    )
    .option('--release <number>', 'the release’s number', MEDDRA_DEFAULTS.release)
    .option(
      '--change <share>',
      'makes the release after the seed’s first one, with so many new terms, of one; needs a --release',
      share,
      MEDDRA_DEFAULTS.change,
    )
    .action((options: MeddraOptions & To, self: Command) => {
      run(self, options, (folder) => {
        makeMeddra(folder, options);
      });
    });
  command('snomed', 'SNOMED CT (RF2, snapshot files)', SNOMED_DEFAULTS.seed)
    .option('--concepts <n>', 'active concepts', whole, SNOMED_DEFAULTS.concepts)
    .option('--inactive <n>', 'inactive concepts', whole, SNOMED_DEFAULTS.inactive)
    .option('--descriptions <n>', 'descriptions of all concepts', whole, SNOMED_DEFAULTS.descriptions)
    .option('--release <date>', 'the release’s date', SNOMED_DEFAULTS.release)
    .action((options: SnomedOptions & To, self: Command) => {
      run(self, options, (folder) => {
        makeSnomed(folder, options);
      });
    });
  command('umls', 'UMLS Metathesaurus (Rich Release Format)', UMLS_DEFAULTS.seed)
    .option('--rows <n>', 'rows of MRCONSO.RRF', whole, UMLS_DEFAULTS.rows)
    .option('--relations <n>', 'rows of MRREL.RRF', whole, UMLS_DEFAULTS.relations)
    .option('--release <name>', 'the release’s name', UMLS_DEFAULTS.release)
    .action((options: UmlsOptions & To, self: Command) => {
      run(self, options, (folder) => {
        makeUmls(folder, options);
      });
    });
}

/** A mistake in the options ends in one line, not in a stack. */
function run(command: Command, { to }: To, make: (folder: string) => void): void {
  try {
    const started = performance.now();
    const folder = makeFolder(to);
    say(`Writing ${command.name()} to ${folder}`);
    make(folder);
    say(`Done in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  } catch (error) {
    command.error(`error: ${messageOf(error)}`);
  }
}
