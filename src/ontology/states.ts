import { AppError } from '../errors.js';
import type { LiveOntologies, Snapshot } from './live.js';
import type { OntologyState } from './service.js';

/** How each registered ontology stands, and what to say of one that does not answer. */
export class OntologyStates {
  readonly #states = new Map<string, OntologyState>();

  get all(): ReadonlyMap<string, OntologyState> {
    return this.#states;
  }

  set(ontology: string, state: OntologyState): void {
    this.#states.set(ontology, state);
  }

  /** A version was registered: the ontology is known, though nothing of it may be active. */
  know(ontology: string): void {
    if (!this.#states.has(ontology)) this.#states.set(ontology, { state: 'inactive' });
  }

  /** Nothing of the ontology is left. */
  forget(ontology: string): void {
    if (this.#states.get(ontology)?.state === 'inactive') this.#states.delete(ontology);
  }

  /** Why an ontology that has no snapshot does not answer. */
  absence(ontology: string): AppError {
    const state = this.#states.get(ontology);
    switch (state?.state) {
      case undefined:
        return ontologyNotFound(ontology);
      case 'inactive':
        return new AppError(
          'version_not_loaded',
          `"${ontology}" is registered, but none of its versions is active: activate one first. GET /v1/ontologies/${ontology} lists them.`,
        );
      case 'failed':
        return new AppError('not_ready', `"${ontology}" could not be brought into service: ${state.reason}`, {
          retryAfterSeconds: 60,
        });
      case 'preparing':
      case 'improving':
      case 'ready':
        return new AppError(
          'not_ready',
          `"${ontology}" is still being prepared; /readyz shows how far it is.`,
          {
            retryAfterSeconds: 2,
          },
        );
    }
  }

  /** The snapshot that answers. @throws AppError `ontology_not_found`, `version_not_loaded`, `not_ready` */
  require(live: LiveOntologies, ontology: string): Snapshot {
    const snapshot = live.peek(ontology);
    if (!snapshot) throw this.absence(ontology);
    return snapshot;
  }
}

export function ontologyNotFound(ontology: string): AppError {
  return new AppError(
    'ontology_not_found',
    `No ontology is named "${ontology}"; GET /v1/ontologies lists them.`,
  );
}
