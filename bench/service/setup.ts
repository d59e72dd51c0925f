import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpus, totalmem } from 'node:os';
import { loadConfig } from '../../src/config.js';
import { Load } from './load.js';
import { BenchServer } from './server.js';
import { say } from './table.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const starterFile = join(root, 'ontologies/starter/starter.jsonl');
/** The encoder of the service that is measured. */
export const { encoderDir } = loadConfig(process.env);

/** Seeds of the mentions: those of the load and those of the ceiling are of the same kind, but not the same. */
export const SEEDS = { load: 1, ceiling: 2, names: 3 } as const;

export const STARTING = 'Starting the service; its first start embeds some 136,000 names.';

export interface CommonOptions {
  readonly quick: boolean;
  /** How often each load is measured. */
  readonly rounds?: number;
  readonly dataDir: string;
  readonly profile?: string;
}

/** Compiles the sources where `dist` is missing or of other ones. */
export function ensureBuilt(): void {
  const script = "import { ensureBuilt } from './scripts/ensure.mjs'; ensureBuilt();";
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
}

export function describeMachine(): string {
  const [first] = cpus();
  return `${cpus().length} x ${first?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
}

/** Runs `use` with the service on the starter vocabulary and a load process, and stops both however it ends. */
export async function withService(
  { dataDir, profile }: CommonOptions,
  use: (server: BenchServer, load: Load) => Promise<void>,
): Promise<void> {
  say(STARTING);
  const server = await BenchServer.start({ root, dataDir, profileDir: profile, say });
  const load = new Load(starterFile, SEEDS.load);
  try {
    await use(server, load);
  } finally {
    await load.close();
    await server.stop();
  }
}
