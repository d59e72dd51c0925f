import type { Lease, OntologyService } from '../ontology/index.js';
import type { ConceptSummary } from './report.js';
import { tallyChanges } from './tally-changes.js';
import type { ActivationPreview, ImpactContext } from './service.js';

type Ontologies = Pick<OntologyService, 'get' | 'open'>;

/** Opens the version, which shows that it can answer, and counts what it changes against what answers now. */
export async function previewActivation(
  ontologies: Ontologies,
  { ontology, version }: { readonly ontology: string; readonly version: string },
  context: ImpactContext,
): Promise<ActivationPreview> {
  const to = await ontologies.open({ ontology, version }, context);
  try {
    const { active } = await ontologies.get(ontology);
    const generation = active?.generation ?? null;
    return {
      ...{ dryRun: true, ontology, version, activeVersion: active?.version ?? null, generation },
      nextGeneration: (generation ?? 0) + 1,
      lostOverrides: to.snapshot.overlay.problems.size,
      concepts:
        active && (await countChanges(ontologies, { ontology, version: active.version }, to, context)),
    };
  } finally {
    to.release();
  }
}

async function countChanges(
  ontologies: Ontologies,
  before: { readonly ontology: string; readonly version: string },
  to: Lease,
  context: ImpactContext,
): Promise<ConceptSummary> {
  const from = await ontologies.open(before, context);
  try {
    return (await tallyChanges(from.snapshot, to.snapshot, context)).summary();
  } finally {
    from.release();
  }
}
