import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compose, type Application } from '#src/compose.js';
import { loadConfig } from '#src/config.js';
import { makeSmallStarter } from './small-starter.js';

export interface TestApplication extends Application {
  readonly folder: string;
  /** JSON in, JSON out, without a socket. */
  call(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }>;
}

/**
 * The real service on real parts, with a vocabulary of some sixty concepts, so that it is ready in a second.
 * @param folder holds its data and vocabulary; a second application there is a restart
 */
export async function startApplication(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TestApplication> {
  const starter = join(folder, 'starter');
  mkdirSync(starter, { recursive: true });
  if (env['ADE_STARTER_DIR'] === undefined) await makeSmallStarter(starter);
  const application = await compose(
    loadConfig({
      ADE_DATA_DIR: join(folder, 'data'),
      ADE_STARTER_DIR: starter,
      ADE_WORKERS: '1',
      ADE_LOG_LEVEL: 'silent',
      ...env,
    }),
  );
  await application.app.ready();
  return {
    ...application,
    folder,
    call: async (method, url, body) => {
      const answer = await application.app.inject({ method, url, ...(body && { payload: body }) });
      const parsed: unknown = answer.body === '' ? null : JSON.parse(answer.body);
      return { status: answer.statusCode, body: parsed };
    },
  };
}

/** The same, with the ontologies in service. */
export async function serveApplication(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TestApplication> {
  const application = await startApplication(folder, env);
  await application.serveOntologies(() => undefined);
  return application;
}
