import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { RunFile } from '../../evaluation/index.js';
import type { EvaluationBackend, GoldSetBackend, GoldSource, RunRequest } from './evaluation-backend.js';
import {
  ComparisonSchema,
  EvaluationProgressSchema,
  EvaluationResultSchema,
  EvaluationSchema,
  GoldSetSchema,
  GoldSetsSchema,
  ManifestsSchema,
} from './evaluation-schemas.js';
import type { HttpClient, Query } from './http-client.js';
import { runJob } from './job.js';
import { asOneFile, packGoldSet, requireReadable } from './one-file.js';

const GOLD_SETS = 'v1/gold-sets';
const EVALUATIONS = 'v1/evaluations';
const CREATED = 201;

const goldSetPath = (id: string): string => `${GOLD_SETS}/${encodeURIComponent(id)}`;
const runPath = (id: string): string => `${EVALUATIONS}/${encodeURIComponent(id)}`;

/** Lets a service keep gold sets. */
export function goldSetsThere(client: HttpClient): GoldSetBackend {
  return {
    add: (source, signal) =>
      asOneFile(source, packGoldSet, async (file) => {
        const body = await formOf({ ...source, ...file });
        const response = await client.open('POST', GOLD_SETS, { body, signal });
        const value: unknown = await response.json().catch(() => undefined);
        return { goldSet: client.check(GoldSetSchema, value), isNew: response.status === CREATED };
      }),
    list: async (signal) => (await client.json('GET', GOLD_SETS, GoldSetsSchema, { signal })).goldSets,
    get: (id, signal) => client.json('GET', goldSetPath(id), GoldSetSchema, { signal }),
    remove: async (id, signal) => {
      await client.open('DELETE', goldSetPath(id), { signal });
    },
  };
}

const MEASURED = { result: EvaluationResultSchema, progress: EvaluationProgressSchema };

/** Where a service has the files of a run, below the run; its figures stand beside its manifest. */
const FILES: Readonly<
  Record<Exclude<RunFile, 'figures.json'>, { readonly path: string; readonly query?: Query }>
> = {
  'manifest.json': { path: '/manifest' },
  'report.html': { path: '/report' },
  'summary.md': { path: '/summary' },
  'predictions.ndjson': { path: '/predictions' },
  'predictions.csv': { path: '/predictions', query: { format: 'csv' } },
};

/** Lets a service measure. */
export function evaluationsThere(client: HttpClient, url: string): EvaluationBackend {
  const get: EvaluationBackend['get'] = (id, signal) =>
    client.json('GET', runPath(id), EvaluationSchema, { signal });
  return {
    get,
    run: async (request, context) => {
      const { id } = await runJob(client, EVALUATIONS, { json: askedOf(request) }, MEASURED, context);
      return get(id, context.signal);
    },
    list: async (signal) => (await client.json('GET', EVALUATIONS, ManifestsSchema, { signal })).evaluations,
    read: async (id, file, signal) => {
      if (file === 'figures.json') return Readable.from([JSON.stringify((await get(id, signal)).figures)]);
      const { path, query } = FILES[file];
      const { body } = await client.open('GET', `${runPath(id)}${path}`, {
        signal,
        ...(query === undefined ? {} : { query }),
      });
      return Readable.from(body ?? []);
    },
    compare: (first, second, commonOnly, signal) =>
      client.json('POST', `${EVALUATIONS}/compare`, ComparisonSchema, {
        json: { first, second, commonOnly },
        signal,
      }),
    remove: async (id, signal) => {
      await client.open('DELETE', runPath(id), { signal });
    },
    reportAt: (id) => `${url.replace(/\/+$/, '')}/${runPath(id)}/report`,
  };
}

function askedOf({ goldSet, ontology, version, settings }: RunRequest): object {
  const { ks, split, ...others } = settings;
  // What is undefined does not get into the JSON.
  return { goldSet, ontology, version, k: ks, split: split ?? undefined, ...others };
}

/** The file is read from disk as it is sent. */
async function formOf({
  path,
  fileName,
  name,
  format,
  columns,
  sheet,
  types,
}: GoldSource): Promise<FormData> {
  const form = new FormData();
  if (name !== undefined) form.set('name', name);
  if (format !== undefined) form.set('format', format);
  if (columns !== undefined) form.set('columns', JSON.stringify(columns));
  if (sheet !== undefined) form.set('sheet', sheet);
  if (types !== undefined) form.set('types', types.join(','));
  await requireReadable(path, 'gold_set_invalid');
  form.set('file', await openAsBlob(path), fileName);
  return form;
}
