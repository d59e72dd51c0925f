import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Core } from '../../core.js';
import type { GoldSet } from '../../evaluation/index.js';
import { dataFolders } from '../../store/index.js';
import type { EvaluationBackend, GoldSetBackend, GoldSetSummary } from './evaluation-backend.js';

/** Keeps gold sets in the data folder; needs no ontology. */
export function goldSetsHere({ goldSets }: Core, actor: string): GoldSetBackend {
  return {
    add: (source, signal) => goldSets.add({ ...source, actor }, { signal }),
    // As a service lists them: a report may be long.
    list: async () => (await goldSets.list()).map(inShort),
    get: (id) => goldSets.get(id),
    remove: (id) => goldSets.remove(id, actor),
  };
}

function inShort({ id, name, sha256, rows, splits, createdAt, createdBy }: GoldSet): GoldSetSummary {
  return { id, name, sha256, rows, splits, createdAt, createdBy };
}

/** Measures in this process. */
export function evaluationsHere(
  { evaluations, config }: Core,
  ready: () => Promise<void>,
  actor: string,
): EvaluationBackend {
  return {
    run: async ({ ontology = config.defaultOntology, ...request }, context) => {
      await ready();
      return evaluations.run(randomUUID(), { ...request, ontology, actor }, context);
    },
    list: () => evaluations.list(),
    get: (id) => evaluations.get(id),
    read: (id, file) => evaluations.read(id, file),
    compare: (first, second, commonOnly, signal) => evaluations.compare(first, second, commonOnly, signal),
    remove: (id) => evaluations.remove(id, actor),
    reportAt: (id) => join(dataFolders(config.dataDir).evaluations, id, 'report.html'),
  };
}
