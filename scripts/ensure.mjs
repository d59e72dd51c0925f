// Makes a checkout ready to run: installs packages and compiles, each only when something has changed.
// Plain JavaScript with no dependency, since on a fresh clone there is nothing else.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`ade-normalizer needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Installs the packages of the lock file, unless they are there for this version of Node. */
export function ensureInstalled() {
  const marker = join(root, 'node_modules', '.ade-installed');
  const wanted = sha256(
    readFileSync(join(root, 'package-lock.json')),
    `node modules ${process.versions.modules}`,
  );
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  console.error('Installing packages (once; native modules are compiled, which takes a few minutes) ...');
  run('npm', ['ci', '--no-audit', '--no-fund']);
  writeFileSync(marker, wanted);
}

/** Compiles the sources, unless what was compiled is of these very files. */
export function ensureBuilt() {
  const marker = join(root, 'dist', '.ade-built');
  const files = [
    ...filesBelow(join(root, 'src')),
    join(root, 'tsconfig.json'),
    join(root, 'tsconfig.build.json'),
  ];
  const wanted = sha256(
    ...files.sort().map((file) => `${file} ${statSync(file).mtimeMs} ${statSync(file).size}`),
  );
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  console.error('Compiling ...');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(marker, wanted);
}

/** Runs a command in the checkout; a failure ends this process with the command's own exit code. */
export function run(command, args) {
  try {
    execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  } catch (error) {
    console.error(`${command} ${args.join(' ')} failed.`);
    process.exit(error.status ?? 1);
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
