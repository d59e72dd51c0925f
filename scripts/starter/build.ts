/**
 * Builds ontologies/starter from its source files.
 *
 *   npm run starter:build              writes what has changed
 *   npm run starter:build -- --check   writes nothing; fails where something would change
 */
import { parseArgs } from 'node:util';
import { changedFiles, readFolder, starterFolder, writeFolder } from './folder.js';
import { build } from './output.js';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const held = await readFolder(starterFolder);
const { files, figures, problems } = build(held);
const changed = changedFiles(held, files);

if (problems.length > 0) {
  for (const { file, line, message } of problems) {
    console.error(`ontologies/starter/${file}:${line}: ${message}`);
  }
  console.error(`Nothing was built: ${problems.length} problem(s).`);
  process.exitCode = 1;
} else if (values.check) {
  for (const path of changed.keys()) {
    console.error(`ontologies/starter/${path} is not what its source gives: npm run starter:build`);
  }
  process.exitCode = changed.size > 0 ? 1 : 0;
} else {
  await writeFolder(starterFolder, changed);
  console.log(figures);
  for (const path of changed.keys()) console.log(`wrote ontologies/starter/${path}`);
}
