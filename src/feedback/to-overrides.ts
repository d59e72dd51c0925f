import { problemOf, type Override, type OverrideService, type Snapshot } from '../ontology/index.js';
import { digestOf, type FeedbackStore } from '../store/index.js';
import { nothingApproved } from './coded-set.js';
import { settlementOf, type AgreedMention, type ApprovedEntry } from './settle.js';
import type { OverrideChangeView, ToOverridesRequest, ToOverridesResult } from './types.js';

export interface OverrideParts {
  readonly store: FeedbackStore;
  readonly overrides: OverrideService;
}

const MOST_LISTED = 1000;
/** Overrides read at once. */
const PAGE = 10_000;
const NOTE = 'from coder feedback';

/**
 * Settles the mentions over which all approved feedback of an ontology agrees; see `FeedbackService.toOverrides`. All
 * of it is looked at, whenever and by whomever it was given: a part could hide that coders disagree.
 */
export async function toOverrides(
  { store, overrides }: OverrideParts,
  { ontology, generation: seen, artefact: { catalogue } }: Snapshot,
  { stop, dryRun, expectedGeneration = seen, actor }: Omit<ToOverridesRequest, 'ontology'>,
): Promise<ToOverridesResult> {
  const names = new Map<string, ReturnType<typeof catalogue.concept>>();
  const concept = (id: string) => {
    if (!names.has(id)) names.set(id, catalogue.concept(id));
    return names.get(id);
  };
  const entries = await approved(store, ontology);
  if (entries.length === 0) throw nothingApproved(ontology);
  const { agreed, left } = settlementOf(entries, stop, (id) => problemOf(concept(id)));
  const settled = await settledNow(overrides, ontology);
  const wanted = agreed.map((one) => ({ one, before: settled.get(digestOf(one.normal)) }));
  const changes = wanted.filter(({ one, before }) => before?.conceptId !== one.conceptId);
  const added = changes.filter(({ before }) => !before).length;
  const viewOf = (one: AgreedMention, before: Override | undefined): OverrideChangeView => ({
    ...{ mention: one.mention, conceptId: one.conceptId, entries: one.entries },
    conceptName: one.conceptId === null ? null : (concept(one.conceptId)?.name ?? null),
    before: before ? { conceptId: before.conceptId } : null,
  });
  const result = {
    ...{ ontology, dryRun },
    counts: {
      added,
      changed: changes.length - added,
      unchanged: agreed.length - changes.length,
      left: left.length,
    },
    changes: changes.slice(0, MOST_LISTED).map(({ one, before }) => viewOf(one, before)),
    left: left.slice(0, MOST_LISTED),
  };
  if (dryRun || changes.length === 0) return { ...result, generation: null };
  const set = changes.map(({ one: { mention, conceptId } }) => ({ mention, conceptId, note: NOTE }));
  const { generation } = await overrides.change({ ontology, set, remove: [], expectedGeneration, actor });
  await store.converted({
    ...{ actor, action: 'feedback.to-overrides', subject: ontology },
    after: { generation, stop, ...result.counts },
  });
  return { ...result, generation };
}

async function approved(store: FeedbackStore, ontology: string): Promise<readonly ApprovedEntry[]> {
  const entries: ApprovedEntry[] = [];
  for await (const rows of store.all({ ontology, state: 'approved' }))
    for (const { normal, text, concept_id } of rows) entries.push({ normal, text, concept_id });
  return entries;
}

/** What is settled already, by the digest of the mention. */
async function settledNow(
  overrides: OverrideService,
  ontology: string,
): Promise<ReadonlyMap<string, Override>> {
  const found = new Map<string, Override>();
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await overrides.list(ontology, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const one of page.items) found.set(one.id, one);
    cursor = page.nextCursor;
  }
  return found;
}
