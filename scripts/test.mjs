// `npm test`: installs what is missing, builds, and runs every test; `npm test -- test/unit/x.test.ts` runs some.
// Ends with a line `N passed, N failed`, which counts assertions.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root } from './ensure.mjs';

ensureInstalled();
ensureBuilt();

const output = join(root, '.tap', 'output.tap');
mkdirSync(join(root, '.tap'), { recursive: true });
rmSync(output, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/tap/dist/esm/run.mjs'),
    'run',
    `--output-file=${output}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
const [passed, failed] = countsOf(readFileSync(output, 'utf8'));
console.log(`${passed} passed, ${failed} failed`);
process.exit(status !== 0 || failed > 0 || passed === 0 ? 1 : 0);

/** Assertions that are no summary of further ones: a subtest's own line carries its time. */
function countsOf(tap) {
  const lines = tap.split('\n').filter((line) => /^\s*(?:not )?ok \d/.test(line) && !/ # time=/.test(line));
  const bad = lines.filter((line) => /^\s*not ok/.test(line) && !/# (?:TODO|SKIP)/i.test(line));
  return [lines.length - bad.length, bad.length];
}
