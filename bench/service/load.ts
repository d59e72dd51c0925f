import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadReply, LoadRequest, LoadResult } from './load-protocol.js';

/** This side of the process that sends mentions; one for a whole run, so that no mention comes twice. */
export class Load {
  readonly #child: ChildProcess;

  constructor(starterFile: string, seed: number) {
    this.#child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)), [
      starterFile,
      String(seed),
    ]);
  }

  /** One load at a time. @throws Error when a request cannot be sent or the process ends */
  async run(request: LoadRequest): Promise<LoadResult> {
    const reply = await new Promise<LoadReply>((resolve, reject) => {
      const onExit = (code: number | null): void => {
        reject(new Error(`the load process ended with code ${code ?? 'none'}`));
      };
      this.#child.once('exit', onExit);
      this.#child.once('message', (message: LoadReply) => {
        this.#child.off('exit', onExit);
        resolve(message);
      });
      this.#child.send(request);
    });
    if (reply.type === 'failed') throw new Error(`the load failed: ${reply.reason}`);
    return reply.result;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
