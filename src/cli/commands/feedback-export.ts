import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { Option, type Command } from 'commander';
import { EXPORT_FORMATS, type ExportFormat } from '../../feedback/index.js';
import { CommandError } from '../errors.js';
import { filterOf, withFilter, withState, type FilterOptions } from '../feedback-options.js';
import { finish, type SharedOptions } from '../options.js';
import { withSession } from '../session.js';

interface ExportOptions extends SharedOptions, FilterOptions {
  readonly format: ExportFormat;
  readonly out?: string;
  readonly force?: boolean;
}

/** `feedback export`: all feedback as a file. */
export function addExportCommand(parent: Command): void {
  const command = parent
    .command('export')
    .description('write feedback as CSV or JSON lines, oldest first')
    .addOption(new Option('--format <format>', 'how it is written').choices(EXPORT_FORMATS).default('csv'))
    .option('--out <file>', 'where to (default: standard output)')
    .option('--force', 'replace the file where it exists')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<ExportOptions>();
      const { out, format } = options;
      await withSession(options, async ({ backend, signal, print }) => {
        const content = await backend.feedback.export(filterOf(options), format, signal);
        if (out !== undefined) await save(content, out, options.force === true, signal);
        else {
          const decoder = new StringDecoder('utf8');
          for await (const piece of content) await print(textOf(piece, decoder));
        }
      });
    });
  withState(withFilter(command));
  finish(
    command,
    ['ade-normalizer feedback export --out feedback.csv', 'For a spreadsheet'],
    ['ade-normalizer feedback export --format jsonl --state approved', 'For a program'],
  );
}

async function save(
  content: AsyncIterable<unknown>,
  path: string,
  force: boolean,
  signal: AbortSignal,
): Promise<void> {
  // What people wrote may identify somebody.
  const file = createWriteStream(path, { flags: force ? 'w' : 'wx', mode: 0o600 });
  await pipeline(content, file, { signal }).catch((error: unknown) => {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw exists
      ? new CommandError('file_exists', `${path} exists.`, { hint: '--force replaces it.' })
      : error;
  });
}

/** A service sends bytes, in which a character may be cut in two. */
function textOf(piece: unknown, decoder: StringDecoder): string {
  return piece instanceof Uint8Array ? decoder.write(Buffer.from(piece)) : String(piece);
}
