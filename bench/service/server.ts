import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { PhaseTimes } from './phase-times.js';

const Readiness = Type.Object({
  ready: Type.Boolean(),
  missing: Type.Array(Type.String()),
  notes: Type.Optional(Type.Array(Type.String())),
  encoder: Type.Object({ workers: Type.Object({ alive: Type.Integer() }) }),
  ontologies: Type.Array(Type.Object({ state: Type.String() })),
});
const Info = Type.Object({ limits: Type.Record(Type.String(), Type.Number()) });

export interface ServerOptions {
  /** The checkout that has `dist`. */
  readonly root: string;
  readonly dataDir: string;
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder for CPU profiles of the server's threads. */
  readonly profileDir?: string | undefined;
  readonly say: (text: string) => void;
}

/** CPU time that a process has taken, in seconds. */
export interface CpuSeconds {
  readonly process: number;
  /** Of its event loop's thread alone. */
  readonly mainThread: number;
}

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;
const SAY_EVERY_MS = 2000;
/** What Linux counts CPU time in, whatever its own clock. */
const TICKS_PER_SECOND = 100;

/** The service as users run it: a process of its own, on a free port of this machine. */
export class BenchServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly pid: number,
  ) {}

  /** Starts the service, and waits until it is ready and searches every name. */
  static async start({ root, dataDir, env, profileDir, say }: ServerOptions): Promise<BenchServer> {
    mkdirSync(dataDir, { recursive: true });
    const port = await freePort();
    const profiling = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
    const child = spawn(process.execPath, [...profiling, 'dist/main.js'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ADE_LOG_LEVEL: 'warn',
        ...process.env,
        ...env,
        ADE_HOST: '127.0.0.1',
        ADE_PORT: String(port),
        ADE_DATA_DIR: dataDir,
        ADE_RATE_LIMIT: '0',
        ADE_AUTH: 'off',
      },
    });
    const { pid } = child;
    if (pid === undefined) throw new Error('the server process could not be started');
    process.once('exit', () => child.kill('SIGKILL'));
    const server = new BenchServer(child, `http://127.0.0.1:${port}`, pid);
    try {
      await server.untilComplete(say);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Waits until every ontology answers, with all of its names. */
  async untilComplete(say: (text: string) => void): Promise<void> {
    let said = { text: '', at: -Infinity };
    for (;;) {
      if (this.child.exitCode !== null) throw new Error(`the server ended with code ${this.child.exitCode}`);
      const state = await this.#readiness();
      const open = state && [...state.missing, ...(state.notes ?? [])];
      const serving = state?.ontologies.every((each) => each.state === 'serving') ?? false;
      if (state?.ready && serving && open?.length === 0) return;
      const text = open?.join(' ') ?? '';
      if (text !== said.text && text !== '' && performance.now() - said.at > SAY_EVERY_MS) {
        say(text);
        said = { text, at: performance.now() };
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  async limit(variable: string): Promise<number> {
    const value = Value.Parse(Info, await (await fetch(`${this.url}/v1/info`)).json()).limits[variable];
    if (value === undefined) throw new Error(`/v1/info tells no ${variable}`);
    return value;
  }

  async workers(): Promise<number> {
    return (await this.#readiness())?.encoder.workers.alive ?? 0;
  }

  async phases(): Promise<PhaseTimes> {
    return new PhaseTimes(await (await fetch(`${this.url}/metrics`)).text());
  }

  cpu(): CpuSeconds {
    return {
      process: cpuOf(`/proc/${this.pid}/stat`),
      mainThread: cpuOf(`/proc/${this.pid}/task/${this.pid}/stat`),
    };
  }

  /** Resident memory in MB: now, and the most there has been. */
  memory(): { readonly resident: number; readonly most: number } {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const megabytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
    return { resident: megabytes('VmRSS'), most: megabytes('VmHWM') };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const overdue = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(overdue);
  }

  async #readiness() {
    try {
      return Value.Parse(Readiness, await (await fetch(`${this.url}/readyz`)).json());
    } catch (error) {
      // Until it listens.
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }
}

function cpuOf(file: string): number {
  // The second field is the name in brackets, and may hold spaces; 14 and 15 are user and system time.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
