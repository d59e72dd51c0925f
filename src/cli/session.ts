import { openBackend } from './backends/choose.js';
import type { Backend } from './backends/backend.js';
import type { SharedOptions } from './options.js';
import { withTerminal, type Terminal } from './terminal.js';

/** A running command with the place where its work is done. */
export interface Session extends Terminal {
  readonly backend: Backend;
}

/**
 * Runs `use` with a backend, as `withTerminal` does.
 * @throws Interrupted when the session was stopped from outside
 */
export async function withSession(
  options: SharedOptions,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  await withTerminal(async (terminal) => {
    const backend = await openBackend(options, terminal);
    try {
      await use({ ...terminal, backend });
    } finally {
      terminal.progress.stop();
      await backend.close();
    }
  });
}
