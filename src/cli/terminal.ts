import { once } from 'node:events';
import { openProgress, type ProgressView } from './progress.js';

/** The command was stopped from outside: by Ctrl-C, or because nobody reads its output any more. */
export class Interrupted extends Error {
  constructor(readonly exitCode: number) {
    super('The command was stopped.');
  }
}

const EXIT_CODES: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 130, SIGTERM: 143 };

/** What a running command has to do with the world. */
export interface Terminal {
  readonly signal: AbortSignal;
  readonly progress: ProgressView;
  /** Writes to standard output, and waits while its reader is slow. */
  readonly print: (text: string) => Promise<void>;
}

/**
 * Runs `use`. Ctrl-C aborts the signal and waits until all is put in order; a second one ends the process.
 * @throws Interrupted when the command was stopped from outside
 */
export async function withTerminal(use: (terminal: Terminal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const progress = openProgress(process.stderr);
  const interrupt = (name: NodeJS.Signals): void => {
    const exitCode = EXIT_CODES[name] ?? 1;
    if (signal.aborted) process.exit(exitCode);
    progress.note('Stopping ... (once more: at once)');
    controller.abort(new Interrupted(exitCode));
  };
  const onOutputClosed = (): void => {
    controller.abort(new Interrupted(0));
  };
  const print = async (text: string): Promise<void> => {
    signal.throwIfAborted();
    if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal });
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  process.stdout.on('error', onOutputClosed);
  try {
    await use({ signal, progress, print });
  } catch (error) {
    // Work that is stopped fails in many ways; why it was stopped is what counts.
    throw signal.aborted ? signal.reason : error;
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    process.stdout.off('error', onOutputClosed);
  }
}
