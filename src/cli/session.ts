import { once } from 'node:events';
import { openBackend } from './backends/choose.js';
import type { Backend } from './backends/backend.js';
import { openProgress, type ProgressView } from './progress.js';
import type { SharedOptions } from './options.js';

/** The command was stopped from outside: by Ctrl-C, or because nobody reads its output any more. */
export class Interrupted extends Error {
  constructor(readonly exitCode: number) {
    super('The command was stopped.');
  }
}

/** What a running command has to do with the world. */
export interface Session {
  readonly backend: Backend;
  readonly signal: AbortSignal;
  readonly progress: ProgressView;
  /** Writes to standard output, and waits while its reader is slow. */
  readonly print: (text: string) => Promise<void>;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs `use` with a backend. Ctrl-C aborts the session's signal and waits until all is put in order; a second
 * one ends the process.
 * @throws Interrupted when the session was stopped from outside
 */
export async function withSession(
  options: SharedOptions,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const progress = openProgress(process.stderr);
  const interrupt = (name: NodeJS.Signals): void => {
    const exitCode = name === 'SIGTERM' ? SIGNALS.SIGTERM : SIGNALS.SIGINT;
    if (controller.signal.aborted) process.exit(exitCode);
    progress.note('Stopping ... (once more: at once)');
    controller.abort(new Interrupted(exitCode));
  };
  const onOutputClosed = (): void => {
    controller.abort(new Interrupted(0));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  process.stdout.on('error', onOutputClosed);
  const { signal } = controller;
  try {
    const backend = await openBackend(options, { progress, signal });
    try {
      await use({ backend, signal, progress, print: (text) => print(text, signal) });
    } finally {
      progress.stop();
      await backend.close();
    }
  } catch (error) {
    // Work that is stopped fails in many ways; why it was stopped is what counts.
    throw signal.aborted ? signal.reason : error;
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    process.stdout.off('error', onOutputClosed);
  }
}

async function print(text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal });
}
