import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { EXIT_CODES, examples, withSharedOptions, wholeNumber, type SharedOptions } from '../options.js';
import { describeError, UsageError } from '../errors.js';
import { settingsOf } from '../settings.js';

interface ServeOptions extends SharedOptions {
  readonly host?: string;
  readonly port?: number;
}

/** `serve`: the service over HTTP. */
export function addServeCommand(program: Command): void {
  const serveCommand = program
    .command('serve')
    .description('offer the same over HTTP, until SIGTERM or Ctrl-C')
    .option('--host <address>', 'address to listen on (default: ADE_HOST, else 127.0.0.1)')
    .option(
      '--port <port>',
      'port to listen on, 0 for any free one (default: ADE_PORT, else 8080)',
      wholeNumber(0, 65535),
    )
    .action(async (_options: object, command: Command) => {
      const { host, port, dataDir, url } = command.optsWithGlobals<ServeOptions>();
      if (url !== undefined)
        throw new UsageError('--url names a service that runs; serve starts one (--host, --port).');
      const config = loadConfig(
        settingsOf({ ADE_HOST: host, ADE_PORT: port?.toString(), ADE_DATA_DIR: dataDir }),
      );
      const { serve } = await import('../../serve.js');
      try {
        await serve(config);
      } catch (error) {
        process.stderr.write(describeError(error, (process.env['ADE_DEBUG'] ?? '') !== ''));
        // What had begun to listen would keep the process alive.
        process.exit(1);
      }
    });
  withSharedOptions(serveCommand).addHelpText(
    'after',
    `
All settings are environment variables (ADE_...); what is given here wins over them. Another machine
can reach the service only with --host 0.0.0.0, which asks for API keys (ade-normalizer keys new).
${examples(
  ['ade-normalizer serve', 'On this machine; http://127.0.0.1:8080/docs to try it'],
  ['ADE_API_KEYS_FILE=keys.txt ade-normalizer serve --host 0.0.0.0 --port 9000', 'For others'],
)}
${EXIT_CODES}`,
  );
}
