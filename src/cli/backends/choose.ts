import { loadConfig } from '../../config.js';
import { AppError } from '../../errors.js';
import { CommandError } from '../errors.js';
import { settingsOf } from '../settings.js';
import type { SharedOptions } from '../options.js';
import type { Backend } from './backend.js';
import { openInProcess, type BackendContext } from './in-process.js';
import { openRemote } from './remote.js';

/**
 * Works with the service that `--url` names, else in this process on the data folder; while a service works in
 * that folder, with that service. So a folder never has two writers.
 * @throws CommandError `data_dir_busy` when the folder is held by something that cannot be talked to; AppError
 */
export async function openBackend(options: SharedOptions, context: BackendContext): Promise<Backend> {
  const apiKey = options.apiKey ?? process.env['ADE_API_KEY'];
  const say = (text: string): void => {
    if (options.verbose === true) context.progress.note(text);
  };
  const warn = (warning: string): void => {
    context.progress.note(`warning: ${warning}`);
  };
  if (options.url !== undefined) {
    say(`The service at ${options.url} does the work.`);
    return openRemote(options.url, apiKey, warn);
  }
  const config = loadConfig(settingsOf({ ADE_DATA_DIR: options.dataDir }));
  for (const warning of config.warnings) say(`warning: ${warning}`);
  // Whoever held the lock may let go between the two looks; then it is this process's turn.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const backend = await openInProcess(config, context);
      say(`Works in ${config.dataDir}.`);
      return backend;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'data_dir_locked') throw error;
      const holder = await holderOf(config.dataDir);
      if (holder.url !== null) {
        say(`A service works in ${config.dataDir}; it does the work at ${holder.url}.`);
        return openRemote(holder.url, apiKey, warn);
      }
      if (!holder.gone || attempt === 3) throw busy(config.dataDir, error);
    }
  }
}

/** Who works in a folder that was found locked. */
async function holderOf(dataDir: string): Promise<{ readonly gone: boolean; readonly url: string | null }> {
  const { lockDataDir } = await import('../../store/index.js');
  const outcome = lockDataDir(dataDir);
  if (!outcome.held) return { gone: false, url: outcome.url };
  outcome.lock.release();
  return { gone: true, url: null };
}

function busy(dataDir: string, cause: Error): CommandError {
  return new CommandError(
    'data_dir_busy',
    `Another command works in ${dataDir}, or a service that is just starting.`,
    {
      cause,
      hint: 'Repeat the command when that is done, or name another folder with --data-dir.',
    },
  );
}
