import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { backupStep, restoreReport } from '../backup-words.js';
import { UsageError } from '../errors.js';
import { EXIT_CODES, examples, withSharedOptions, type SharedOptions } from '../options.js';
import { settingsOf } from '../settings.js';
import { withTerminal } from '../terminal.js';

interface RestoreOptions extends SharedOptions {
  readonly from: string;
  readonly force?: boolean;
}

/** `restore`: a data folder from an archive that `backup` wrote. */
export function addRestoreCommand(program: Command): void {
  const restore = program
    .command('restore')
    .description('put what “backup” wrote into an empty data folder')
    .requiredOption('--from <file.tar.gz>', 'the archive')
    .option('--force', 'move what the folder holds aside (to <folder>.before-restore-<time>)')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<RestoreOptions>();
      if (options.url !== undefined)
        throw new UsageError(
          'restore fills a data folder (--data-dir), on the machine where it is; it takes no --url.',
        );
      const { dataDir } = loadConfig(settingsOf({ ADE_DATA_DIR: options.dataDir }));
      const { restoreBackup } = await import('../../store/index.js');
      await withTerminal(async ({ signal, progress, print }) => {
        if (options.verbose === true) progress.note(`Works in ${dataDir}.`);
        const summary = await restoreBackup({
          from: options.from,
          dataDir,
          replace: options.force === true,
          signal,
          onProgress: (step) => {
            progress.show(backupStep('restore', step));
          },
        });
        progress.stop();
        await print(options.json === true ? `${JSON.stringify(summary)}\n` : restoreReport(summary));
      });
    });
  withSharedOptions(restore).addHelpText(
    'after',
    `
Stop the service that works in the folder first. The archive is unpacked aside, and all of it is checked before
anything is put in place: it is restored whole or not at all. Where nothing may be made beside the data folder (a
volume of a container), --force moves the old content into a folder inside it. Keys files and settings (ADE_...)
are not part of a backup.
${examples(
  ['ade-normalizer restore --from ade.tar.gz --data-dir ./restored', 'Into a new folder, to look at'],
  ['ade-normalizer restore --from ade.tar.gz --force', 'In place of what is there, which is kept aside'],
)}
${EXIT_CODES}`,
  );
}
