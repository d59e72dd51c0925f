// What the service does on this machine, and what the machine could do at most. All load goes to 127.0.0.1.
//
//   npm run bench                          mentions a second, latency, phases, memory (some five minutes)
//   npm run bench -- --quick               the same in less than a minute, with less certainty
//   npm run bench -- memory                resident memory with lists of 20,000, 100,000 and 200,000 names
//   npm run bench -- soak --minutes 10     whether memory stays where it is under load
import { join } from 'node:path';
import { Command } from 'commander';
import { memory } from './service/memory.js';
import { ensureBuilt, root, type CommonOptions } from './service/setup.js';
import { soak } from './service/soak.js';
import { throughput } from './service/throughput.js';

const program = new Command('bench')
  .option('--quick', 'smaller counts and shorter times', false)
  .option('--rounds <n>', 'how often each load is measured', Number)
  .option('--data-dir <folder>', 'what the service prepares is kept here', join(root, '.cache/bench'))
  .option('--profile <folder>', 'writes CPU profiles of the service’s threads here');
const common = (): CommonOptions => program.opts<CommonOptions>();

program.action(() => throughput(common()));
program
  .command('memory')
  .option('--names <list>', 'sizes of the lists', '20000,100000,200000')
  .action(({ names }: { names: string }) => memory(common(), names.split(',').map(Number)));
program
  .command('soak')
  .option('--minutes <n>', 'how long', Number, 10)
  .action(({ minutes }: { minutes: number }) => soak(common(), minutes));

ensureBuilt();
await program.parseAsync();
