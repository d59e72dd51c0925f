import closeWithGrace from 'close-with-grace';
import { compose } from './compose.js';
import { checkBind, type Config } from './config.js';
import { AppError } from './errors.js';
import type { BuildProgress } from './ontology/index.js';

/**
 * Runs the service until it is told to stop: listens, brings the ontologies into service, and on SIGTERM or
 * SIGINT finishes what runs and exits with 0.
 * @throws AppError `config_invalid`, `data_dir_locked`, `encoder_invalid`
 */
export async function serve(config: Config): Promise<void> {
  checkBind(config);
  const application = await compose(config);
  const { app, core } = application;
  const { log } = app;
  closeWithGrace(
    { delay: config.shutdownTimeoutMs === 0 ? false : config.shutdownTimeoutMs },
    async ({ signal, err }) => {
      if (err) log.fatal({ err }, 'stopping after an unexpected failure');
      else log.info(`${signal ?? 'stop'}: finishing what runs`);
      await application.close();
    },
  );
  const url = await app.listen({ host: config.host, port: config.port }).catch(async (error: unknown) => {
    await application.close();
    throw listenError(error, config);
  });
  core.lock.announce(url);
  log.info(`listening at ${url}; preparing the ontologies`);
  await application.serveOntologies(
    progressLog((text) => {
      log.info(text);
    }),
  );
  log.info(`ready: ${url}/docs to try it, ${url}/v1/normalize to call it`);
}

function listenError(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const problem =
    code === 'EADDRINUSE'
      ? 'is taken by another process: stop that one, or set ADE_PORT to a free port'
      : code === 'EACCES'
        ? 'may not be used by this user: set ADE_PORT to one above 1023'
        : code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
          ? 'is no address of this machine: check ADE_HOST'
          : null;
  return problem === null ? error : new AppError('config_invalid', `${host}:${port} ${problem}.`);
}

const PROGRESS_EVERY_MS = 2000;

/** Says how long work goes, at most every two seconds. */
export function progressLog(
  say: (text: string) => void,
): (ontology: string, progress: BuildProgress) => void {
  let last = 0;
  return (ontology, progress) => {
    if (performance.now() - last < PROGRESS_EVERY_MS) return;
    last = performance.now();
    say(`${ontology}: ${progressText(progress)}`);
  };
}

/** Progress in words. */
export function progressText(progress: BuildProgress): string {
  switch (progress.phase) {
    case 'read':
      return `${progress.rows.toLocaleString('en')} rows read`;
    case 'embed': {
      const { done, total, perSecond, secondsLeft } = progress;
      const left = secondsLeft === null ? '' : `, ${perSecond.toLocaleString('en')}/s, ${secondsLeft} s left`;
      return `${done.toLocaleString('en')} of ${total.toLocaleString('en')} names embedded${left}`;
    }
    case 'lend':
      return `names of near concepts looked up to ${Math.round(progress.fraction * 100)}%`;
    case 'hubness':
      return `concepts compared with everyday mentions to ${Math.round(progress.fraction * 100)}%`;
    case 'index':
      return `search index built to ${Math.round(progress.fraction * 100)}%`;
    case 'activate':
      return 'switching over';
  }
}
