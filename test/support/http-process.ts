import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startNode } from './child.js';
import { makeSmallStarter } from './small-starter.js';

const ENTRY = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The service as a process of its own, compiled, as users run it; `npm test` compiles. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Standard output and error so far. */
  log(): string;
  /** Waits until the log has something, and gives the first group of it; fails when the process ends before. */
  logged(pattern: RegExp): Promise<string>;
  /** Waits until it serves its ontologies, and gives its address. */
  ready(): Promise<string>;
  /** Waits for the end. */
  ended(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts the service with a small vocabulary in the folder, on any free port of this machine. */
export async function startProcess(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const starter = join(folder, 'starter');
  if (!existsSync(starter)) {
    mkdirSync(starter, { recursive: true });
    await makeSmallStarter(starter);
  }
  const child = startNode([ENTRY], {
    ADE_DATA_DIR: join(folder, 'data'),
    ADE_STARTER_DIR: starter,
    ADE_PORT: '0',
    ADE_WORKERS: '1',
    ADE_LOG_PRETTY: 'off',
    ...env,
  });
  child.stdin.end();
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  const closed = once(child, 'close');
  const logged = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(log);
      if (found) return found[1] ?? found[0];
      const more = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]);
      if ((await Promise.race([more, closed.then(() => 'ended')])) === 'ended')
        throw new Error(`The service ended: ${log}`);
    }
  };
  return {
    child,
    log: () => log,
    logged,
    ready: () => logged(/ready: (http:\/\/\S+?)\/docs/),
    ended: async () => {
      await closed;
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

/** Ends a process that a test left running. */
export async function stopProcess(service: ServiceProcess): Promise<void> {
  service.child.kill('SIGKILL');
  await service.ended();
}
