import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { Core } from '../../core.js';
import type { ImpactFile, ImpactRequest } from '../../impact/index.js';
import { ontologyPath, type HttpClient } from './http-client.js';
import type { ImpactBackend } from './impact-backend.js';
import { runJob } from './job.js';
import { requireReadable } from './one-file.js';
import {
  ActivationPreviewSchema,
  ImpactProgressSchema,
  ImpactReportSchema,
  ImpactResultSchema,
  KeptImpactsSchema,
} from './impact-schemas.js';

/** Does it in this process. */
export function impactsHere({ impacts }: Core, ready: () => Promise<void>, actor: string): ImpactBackend {
  return {
    run: async (request, context) => {
      await ready();
      return impacts.run({ ...request, actor }, context);
    },
    preview: async (request, context) => {
      await ready();
      return impacts.preview(request, context);
    },
    list: () => impacts.list(),
    read: (id, file) => impacts.read(id, file),
    remove: (id) => impacts.remove(id, actor),
  };
}

const ASSESSED = { result: ImpactResultSchema, progress: ImpactProgressSchema };

const PREVIEWED = { result: ActivationPreviewSchema, progress: ImpactProgressSchema };

const PATHS: Readonly<Record<ImpactFile, string>> = {
  'report.json': '',
  'report.html': '/report',
  'concepts.csv': '/concepts.csv',
  'coded.csv': '/coded.csv',
};

/** Lets a service do it. */
export function impactsThere(client: HttpClient): ImpactBackend {
  const pathOf = (id: string): string => `v1/impacts/${encodeURIComponent(id)}`;
  return {
    run: async ({ ontology, version, from, codedList }, context) => {
      const path = `${ontologyPath(ontology)}/versions/${encodeURIComponent(version)}/impact`;
      const call = codedList ? { body: await formOf(codedList, from) } : { json: { from } };
      const { id } = await runJob(client, path, call, ASSESSED, context);
      return client.json('GET', pathOf(id), ImpactReportSchema, { signal: context.signal });
    },
    preview: ({ ontology, version }, context) => {
      const call = { json: { version, dryRun: true } };
      return runJob(client, `${ontologyPath(ontology)}/activate`, call, PREVIEWED, context);
    },
    list: async (signal) => (await client.json('GET', 'v1/impacts', KeptImpactsSchema, { signal })).impacts,
    read: async (id, file, signal) => {
      const { body } = await client.open('GET', `${pathOf(id)}${PATHS[file]}`, { signal });
      return Readable.from(body ?? []);
    },
    remove: async (id, signal) => {
      await client.open('DELETE', pathOf(id), { signal });
    },
  };
}

/** The list is read from disk as it is sent. */
async function formOf(
  { path, fileName }: NonNullable<ImpactRequest['codedList']>,
  from: string | undefined,
): Promise<FormData> {
  const form = new FormData();
  if (from !== undefined) form.set('from', from);
  await requireReadable(path, 'coded_list_invalid');
  const list = await openAsBlob(path);
  form.set('codedList', list, fileName);
  return form;
}
