import type { Lease, OntologyService } from '../ontology/index.js';
import { changesBetween } from './compare.js';
import { ChangeTally, type ConceptSummary } from './report.js';
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
    const tally = new ChangeTally();
    const [old, now] = [from.snapshot.artefact.catalogue, to.snapshot.artefact.catalogue];
    for await (const { changes, done, total } of changesBetween(old, now, context.signal)) {
      for (const change of changes) tally.add(change);
      context.onProgress({ phase: 'compare', done, total });
    }
    return tally.summary();
  } finally {
    from.release();
  }
}
