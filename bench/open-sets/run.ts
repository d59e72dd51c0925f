// How often the right concept comes first on open sets of mentions that nothing here was made from, zero-shot; writes
// docs/accuracy.md. The sets are not part of this repository: `--data` is the folder with `mentions/` and `vocab/`.
//
//   npm run accuracy -- --data <folder>
//   npm run accuracy -- --data <folder> --base <folder of the untrained encoder>   (models/training exports it)
//   npm run accuracy -- --data <folder> --only askapatient,psytar --no-write
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { openCore } from '../../src/core.js';
import { loadConfig } from '../../src/config.js';
import { openReader } from '../../src/ontology/readers/index.js';
import { normalForm } from '../../src/text/index.js';
import { encoderDir, root, starterFile } from '../service/setup.js';
import { say } from '../service/table.js';
import { accuracyPage } from './page.js';
import { OPEN_SETS } from './sets.js';
import { measureSupervised, type Supervised } from './supervised.js';
import { measureSet, type Measured } from './variants.js';

interface Options {
  readonly data: string;
  readonly base?: string;
  readonly only?: string;
  readonly write: boolean;
}

const { data, base, only, write } = new Command('accuracy')
  .requiredOption('--data <folder>', 'the open sets')
  .option('--base <folder>', 'the untrained encoder, to be measured, too')
  .option('--only <names>', 'of the sets, apart by commas')
  .option('--no-write', 'print the page, and write nothing')
  .parse()
  .opts<Options>();

const wanted = only?.split(',');
const known = new Set<string>();
for await (const { name, names } of openReader('jsonl').read(starterFile, {
  fileName: basename(starterFile),
}))
  for (const text of [name, ...names.map((each) => each.text)]) known.add(normalForm(text));
const runs: { encoder: string; measured: Measured[] }[] = [];
const supervised: Supervised[] = [];
for (const folder of [encoderDir, ...(base === undefined ? [] : [base])]) {
  const dataDir = join(root, '.cache/accuracy', basename(folder));
  const files = join(dataDir, 'files');
  // Begun anew: vectors that an earlier run lent would change the last digits.
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(files, { recursive: true });
  const config = loadConfig({ ADE_DATA_DIR: dataDir, ADE_ENCODER_DIR: folder, ADE_LOG_LEVEL: 'warn' });
  const core = await openCore(config, { info: () => undefined, warn: console.warn, error: console.error });
  try {
    const measured: Measured[] = [];
    for (const set of OPEN_SETS.filter(({ name }) => wanted?.includes(name) ?? true))
      measured.push(...(await measureSet(core, set, data, files, known, say)));
    if (folder === encoderDir)
      for (const set of new Set(measured.map((each) => each.set)))
        if (set.supervised) supervised.push(...(await measureSupervised(core, set, data, files, say)));
    runs.push({ encoder: core.encoder.id, measured });
  } finally {
    await core.close();
  }
}
const page = accuracyPage(runs, supervised);
if (write) writeFileSync(join(root, 'docs/accuracy.md'), page);
console.log(page);
