// What the service does on this machine, and what the machine could do at most. All load goes to 127.0.0.1.
//
//   npm run bench                          mentions a second, latency, phases, memory (some five minutes)
//   npm run bench -- --quick               the same in less than a minute, with less certainty
//   npm run bench -- annotate              posts of 30 words: milliseconds a post, posts a second
//   npm run bench -- evaluation            single mentions before, during and after a run of 5,000 mentions: ratios
//   npm run bench -- memory                resident memory with lists of 20,000, 100,000 and 200,000 names
//   npm run bench -- soak --minutes 10     whether memory stays where it is under load
//   npm run bench -- swap                  200 swaps and rollbacks under load: failures, latency in and out of them
//   npm run bench -- release               a MedDRA of true size and the next one: built, switched, started with
//   npm run bench -- reading               time and peak memory of reading MedDRA, SNOMED CT and UMLS of true size;
//                                          --only meddra,snomed  --rows 100000 for smaller ones  --seed 1
//
// The releases that are read are made up, by commands that anyone can use; `make meddra --help` tells the options:
//   npm run bench -- make meddra --to /tmp/meddra              27,000 PTs, 88,000 LLTs
//   npm run bench -- make meddra --to /tmp/next --change 0.01 --release 28.0    the release after that
//   npm run bench -- make snomed --to /tmp/snomed              500,000 concepts, 1.5 million descriptions
//   npm run bench -- make umls --to /tmp/umls                  15 million names, 3 GB
import { join } from 'node:path';
import { Command } from 'commander';
import { addMake } from './made/make.js';
import { someOf, whole } from './made/options.js';
import { READ_KINDS, reading, type ReadingOptions } from './made/reading.js';
import { annotate } from './service/annotate.js';
import { evaluation } from './service/evaluation.js';
import { memory } from './service/memory.js';
import { ensureBuilt, root, type CommonOptions } from './service/setup.js';
import { release } from './service/release.js';
import { soak } from './service/soak.js';
import { swap } from './service/swap.js';
import { throughput } from './service/throughput.js';

const program = new Command('bench')
  .option('--quick', 'smaller counts and shorter times', false)
  .option('--rounds <n>', 'how often each load is measured', Number)
  .option('--data-dir <folder>', 'what the service prepares is kept here', join(root, '.cache/bench'))
  .option('--profile <folder>', 'writes CPU profiles of the service’s threads here');
/** The options of what runs the service, which is compiled first where it is not. */
const common = (): CommonOptions => {
  ensureBuilt();
  return program.opts<CommonOptions>();
};

program.action(() => throughput(common()));
program.command('annotate').action(() => annotate(common()));
program
  .command('evaluation')
  .option('--mentions <n>', 'of the run', whole, 5000)
  .action(({ mentions }: { mentions: number }) => evaluation(common(), mentions));
program
  .command('memory')
  .option('--names <list>', 'sizes of the lists', '20000,100000,200000')
  .action(({ names }: { names: string }) => memory(common(), names.split(',').map(Number)));
program
  .command('soak')
  .option('--minutes <n>', 'how long', Number, 10)
  .action(({ minutes }: { minutes: number }) => soak(common(), minutes));
program.command('release').action(() => release(common()));
program
  .command('swap')
  .option('--swaps <n>', 'how many', Number, 200)
  .action(({ swaps }: { swaps: number }) => swap(common(), swaps));
program
  .command('reading')
  .option('--only <list>', 'of meddra, snomed and umls, apart by commas', someOf(READ_KINDS))
  .option('--rows <n>', 'rows of the largest file of each release, for smaller ones', whole)
  .option('--seed <n>', 'of the releases', whole, 1)
  .action((options: ReadingOptions) => reading(program.opts<CommonOptions>(), options));
addMake(program);

await program.parseAsync();
