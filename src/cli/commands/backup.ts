import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { backupReport, backupStep } from '../backup-words.js';
import { UsageError } from '../errors.js';
import { EXIT_CODES, examples, withSharedOptions, type SharedOptions } from '../options.js';
import { settingsOf } from '../settings.js';
import { withTerminal } from '../terminal.js';

interface BackupOptions extends SharedOptions {
  readonly to: string;
  readonly withoutArtefacts?: boolean;
  readonly force?: boolean;
}

/** `backup`: one archive of the data folder. */
export function addBackupCommand(program: Command): void {
  const backup = program
    .command('backup')
    .description('write one archive of the data folder; a service may go on working in it')
    .requiredOption('--to <file.tar.gz>', 'the archive to write; it appears when it is whole')
    .option('--without-artefacts', 'leave out what can be built anew from the rest')
    .option('--force', 'replace the archive if it exists')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<BackupOptions>();
      if (options.url !== undefined)
        throw new UsageError(
          'backup reads a data folder (--data-dir), on the machine where it is; it takes no --url.',
        );
      const { dataDir } = loadConfig(settingsOf({ ADE_DATA_DIR: options.dataDir }));
      const { writeBackup } = await import('../../store/index.js');
      await withTerminal(async ({ signal, progress, print }) => {
        if (options.verbose === true) progress.note(`Reads ${dataDir}.`);
        const summary = await writeBackup({
          dataDir,
          to: options.to,
          withArtefacts: options.withoutArtefacts !== true,
          replace: options.force === true,
          signal,
          onProgress: (step) => {
            progress.show(backupStep('backup', step));
          },
        });
        progress.stop();
        await print(options.json === true ? `${JSON.stringify(summary)}\n` : backupReport(summary));
      });
    });
  withSharedOptions(backup).addHelpText(
    'after',
    `
In it are the database (versions, activations, jobs, settled mentions, audit), the source of every version and
the artefacts, all as of one moment. Keys files and settings (ADE_...) are not: keep those yourself. Without
artefacts the archive is much smaller, and the first start on the restored folder builds them anew, which takes
minutes. Whoever can read the archive can read the vocabularies in it: it is made for its owner's eyes only.
${examples(
  ['ade-normalizer backup --to /backups/ade.tar.gz --force', 'Each night, while the service runs'],
  ['ade-normalizer backup --to small.tar.gz --without-artefacts --json', 'Only what cannot be built anew'],
)}
${EXIT_CODES}`,
  );
}
