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
const tap = join(root, 'node_modules/tap/dist/esm/run.mjs');
// Else the first run of a fresh clone would still load tap's own TypeScript plugin, in every thread of every test.
spawnSync(process.execPath, [tap, 'build'], { cwd: root, stdio: ['ignore', 'ignore', 2] });
const { status } = spawnSync(
  process.execPath,
  [tap, 'run', `--output-file=${output}`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
const lines = readFileSync(output, 'utf8').split('\n');
const [passed, failed] = countsOf(lines);
if (failed > 0) console.log(`\nWhat failed:\n${failuresIn(lines).join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(status !== 0 || failed > 0 || passed === 0 ? 1 : 0);

/** Assertions that are no summary of further ones: a subtest's own line carries its time. */
function countsOf(lines) {
  const assertions = lines.filter((line) => /^\s*(?:not )?ok \d/.test(line) && !/ # time=/.test(line));
  const bad = assertions.filter(isFailure);
  return [assertions.length - bad.length, bad.length];
}

/** The lines that failed with what they say of it, so that the end of a long log tells what to mend. */
function failuresIn(lines) {
  return lines.flatMap((line, at) => {
    if (!isFailure(line)) return [];
    const end = lines.findIndex((later, index) => index > at && /^\s*\.\.\.$/.test(later));
    const told =
      /^\s*---$/.test(lines[at + 1] ?? '') && end > at ? lines.slice(at + 1, Math.min(end + 1, at + 40)) : [];
    return [line, ...told];
  });
}

function isFailure(line) {
  return /^\s*not ok/.test(line) && !/# (?:TODO|SKIP)/i.test(line);
}
