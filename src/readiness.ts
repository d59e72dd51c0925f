import type { EncoderStatus } from './encoder/index.js';
import type { IndexStatus } from './index/index.js';
import type { BuildProgress, LiveOntologies, OntologyState } from './ontology/index.js';
import type { OntologyReadiness, Readiness } from './service-state.js';

/** Sums up whether the service can do its work; cheap, since probes ask often. */
export function readinessOf(
  encoder: EncoderStatus,
  indexes: readonly IndexStatus[],
  states: ReadonlyMap<string, OntologyState>,
  live: LiveOntologies,
  defaultOntology: string,
  stopping: boolean,
  postModelsMissing: boolean,
): Readiness {
  const ontologies = [...states]
    .filter(([, { state }]) => state !== 'inactive')
    .map(([name, state]) => ontologyReadiness(name, state, live));
  const missing: string[] = [];
  if (stopping) missing.push('The service is stopping.');
  if (encoder.workers.alive === 0) missing.push('No encoder worker is alive; they are being started again.');
  const byDefault = ontologies.find(({ name }) => name === defaultOntology);
  if (!byDefault || byDefault.state !== 'serving') {
    const state = states.get(defaultOntology);
    missing.push(`The default ontology "${defaultOntology}" does not answer yet: ${progressText(state)}.`);
  }
  if (postModelsMissing) missing.push('The models of posts are being loaded (ADE_POSTS=start).');
  const notes: string[] = [];
  for (const { state, lastError } of indexes) {
    if (state === 'failed') missing.push(`A search index cannot be opened: ${lastError ?? 'see the log'}.`);
    if (state === 'restarting') notes.push('A search index is being opened again.');
  }
  if (encoder.workers.alive < encoder.workers.wanted) {
    notes.push(
      `${encoder.workers.alive} of ${encoder.workers.wanted} encoder workers are alive; the others are being replaced.`,
    );
  }
  for (const [name, state] of states) {
    const snapshot = live.peek(name);
    const counts = snapshot?.artefact.manifest.counts;
    if (counts && counts.embedded < counts.names) {
      notes.push(
        `${name}: ${counts.embedded} of ${counts.names} names are searched by meaning so far; the lay names follow.`,
      );
    }
    if (state.state === 'ready' && state.problem !== undefined) {
      notes.push(`${name}: a better artefact could not be built and is tried again later: ${state.problem}`);
    }
    if (state.state === 'failed') notes.push(`${name} could not be brought into service: ${state.reason}`);
  }
  return { ready: missing.length === 0, missing, encoder, ontologies, notes };
}

function ontologyReadiness(name: string, state: OntologyState, live: LiveOntologies): OntologyReadiness {
  const snapshot = live.peek(name);
  const preparing = (state.state === 'preparing' || state.state === 'improving') && state.progress;
  return {
    name,
    state: snapshot ? 'serving' : state.state === 'failed' ? 'failed' : 'preparing',
    version: snapshot?.version ?? null,
    generation: snapshot?.generation ?? null,
    ...(preparing && { preparing }),
  };
}

function progressText(state: OntologyState | undefined): string {
  switch (state?.state) {
    case undefined:
      return 'no ontology of this name is registered';
    case 'failed':
      return state.reason;
    case 'preparing':
    case 'improving':
      return preparationText(state.progress);
    case 'ready':
    case 'inactive':
      return 'no version of it is active';
  }
}

function preparationText(progress: BuildProgress | null): string {
  switch (progress?.phase) {
    case 'embed':
      return `${progress.done} of ${progress.total} names are embedded`;
    case 'lend':
    case 'hubness':
    case 'index':
      return 'its names are embedded, and its search index is being built';
    case 'activate':
      return 'it is being switched to';
    case 'read':
    case undefined:
      return 'its names are being read';
  }
}
