import type {
  Activation,
  AddVersionRequest,
  AddVersionResult,
  ConceptDetail,
  ConceptHit,
  OntologySummary,
  WorkContext,
} from '../../ontology/index.js';
import type { Page } from '../../paging.js';

export type Addition = Omit<AddVersionRequest, 'actor'>;

/** Which version is to answer: one by name, or the one that answered before. */
export type Switch = { readonly ontology: string } & (
  | { readonly to: 'previous' }
  | { readonly to: 'version'; readonly version: string; readonly expectedGeneration?: number }
);

export interface ConceptQuery {
  readonly q: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** What the commands do with ontologies. */
export interface OntologyBackend {
  list(signal: AbortSignal): Promise<readonly OntologySummary[]>;
  get(name: string, signal: AbortSignal): Promise<OntologySummary>;
  add(addition: Addition, context: WorkContext): Promise<AddVersionResult>;
  switchTo(request: Switch, context: WorkContext): Promise<Activation>;
  remove(ontology: string, version: string, signal: AbortSignal): Promise<void>;
  search(ontology: string, query: ConceptQuery, signal: AbortSignal): Promise<Page<ConceptHit>>;
  concept(ontology: string, id: string, signal: AbortSignal): Promise<ConceptDetail>;
}
