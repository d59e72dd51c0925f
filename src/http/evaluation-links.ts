import type { DurableWork } from '../jobs/index.js';

/** Where a run and its files are served. */
export function evaluationLinks(id: string) {
  const evaluation = `/v1/evaluations/${encodeURIComponent(id)}`;
  return {
    evaluation,
    report: `${evaluation}/report`,
    summary: `${evaluation}/summary`,
    predictions: `${evaluation}/predictions`,
    manifest: `${evaluation}/manifest`,
  };
}

/** The same work, whose result tells beside all else where its run is served: a run has the id of its job. */
export function withLinks(work: DurableWork): DurableWork {
  return async (id, input, context) => {
    const result = await work(id, input, context);
    return Object.assign({}, result, { links: evaluationLinks(id) });
  };
}
