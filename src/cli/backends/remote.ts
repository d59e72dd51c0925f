import { openAsBlob } from 'node:fs';
import { packFolder, type WorkContext } from '../../ontology/index.js';
import type { Backend } from './backend.js';
import type { AuditBackend, OverrideBackend } from './changes-backend.js';
import { evaluationsThere, goldSetsThere } from './evaluations-there.js';
import { feedbackThere } from './feedback-calls.js';
import { HttpClient, ontologyPath } from './http-client.js';
import { impactsThere } from './impact-calls.js';
import { learnersThere } from './learner-calls.js';
import { runJob } from './job.js';
import type { Addition, OntologyBackend } from './ontology-backend.js';
import { normalizeStream } from './normalize-stream.js';
import { asOneFile, requireReadable } from './one-file.js';
import { postsThere } from './post-calls.js';
import { shadowsThere } from './shadow-there.js';
import { thresholdsThere } from './threshold-calls.js';
import {
  ActivationSchema,
  AddResultSchema,
  AuditPageSchema,
  AuditVerdictSchema,
  ConceptSchema,
  InfoSchema,
  OverridePageSchema,
  OverrideResultSchema,
  PageSchema,
  ProgressSchema,
  SummariesSchema,
  SummarySchema,
} from './schemas.js';

const ADDED = { result: AddResultSchema, progress: ProgressSchema };
const SWITCHED = { result: ActivationSchema, progress: ProgressSchema };

/**
 * Lets a service do the work.
 * @param warn gets what the service warns of
 * @throws UsageError when the address is none
 */
export function openRemote(
  url: string,
  apiKey: string | undefined,
  warn: (warning: string) => void,
): Backend {
  const client = new HttpClient(url, apiKey);
  return {
    where: url,
    ontologies: ontologiesOf(client),
    overrides: overridesOf(client),
    thresholds: thresholdsThere(client),
    learners: learnersThere(client),
    impacts: impactsThere(client),
    goldSets: goldSetsThere(client),
    evaluations: evaluationsThere(client, url),
    feedback: feedbackThere(client),
    audit: auditOf(client),
    shadows: shadowsThere(client),
    posts: postsThere(client, warn),
    normalize: (texts, options, signal) => normalizeStream(client, texts, options, signal, warn),
    info: (signal) => client.json('GET', 'v1/info', InfoSchema, { signal }),
    close: () => Promise.resolve(),
  };
}

function ontologiesOf(client: HttpClient): OntologyBackend {
  return {
    list: async (signal) =>
      (await client.json('GET', 'v1/ontologies', SummariesSchema, { signal })).ontologies,
    get: (name, signal) => client.json('GET', ontologyPath(name), SummarySchema, { signal }),
    add: async (addition, context) => {
      const path = `${ontologyPath(addition.ontology)}/versions`;
      await requireReadable(addition.path, 'ontology_invalid');
      return asOneFile(addition, packFolder, async (file) =>
        runJob(client, path, { body: await formOf({ ...addition, ...file }) }, ADDED, context),
      );
    },
    switchTo: (request, context: WorkContext) => {
      const path = ontologyPath(request.ontology);
      if (request.to === 'previous') return runJob(client, `${path}/rollback`, {}, SWITCHED, context);
      const { version, expectedGeneration } = request;
      return runJob(client, `${path}/activate`, { json: { version, expectedGeneration } }, SWITCHED, context);
    },
    remove: async (ontology, version, signal) => {
      await client.open('DELETE', `${ontologyPath(ontology)}/versions/${encodeURIComponent(version)}`, {
        signal,
      });
    },
    search: (ontology, { q, cursor, limit }, signal) =>
      client.json('GET', `${ontologyPath(ontology)}/concepts`, PageSchema, {
        query: { q, cursor, limit },
        signal,
      }),
    concept: (ontology, id, signal) =>
      client.json('GET', `${ontologyPath(ontology)}/concepts/${encodeURIComponent(id)}`, ConceptSchema, {
        signal,
      }),
  };
}

function overridesOf(client: HttpClient): OverrideBackend {
  const path = (ontology: string): string => `${ontologyPath(ontology)}/overrides`;
  return {
    list: (ontology, query, signal) =>
      client.json('GET', path(ontology), OverridePageSchema, { query: { ...query }, signal }),
    change: ({ ontology, ...change }, signal) =>
      client.json('POST', path(ontology), OverrideResultSchema, { json: change, signal }),
  };
}

function auditOf(client: HttpClient): AuditBackend {
  return {
    page: (query, signal) => client.json('GET', 'v1/audit', AuditPageSchema, { query: { ...query }, signal }),
    verify: (signal) => client.json('GET', 'v1/audit/verification', AuditVerdictSchema, { signal }),
  };
}

/** The file is read from disk as it is sent. */
async function formOf(addition: Addition): Promise<FormData> {
  const { path, fileName, version, format, expansion, activate, password, choice } = addition;
  const form = new FormData();
  if (version !== undefined) form.set('version', version);
  if (format !== undefined) form.set('format', format);
  if (expansion !== undefined) form.set('expansion', expansion);
  if (password !== undefined) form.set('password', password);
  for (const [name, value] of Object.entries(choice)) form.set(name, String(value));
  form.set('activate', String(activate));
  form.set('file', await openAsBlob(path), fileName);
  return form;
}
