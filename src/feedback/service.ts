import { AppError } from '../errors.js';
import type { LiveOntologies, OntologyStates } from '../ontology/index.js';
import { cursorOf, numberOf } from '../paging.js';
import type { FeedbackFilter, FeedbackRow, FeedbackStore, Verdict } from '../store/index.js';
import { agreementOf } from './agreement.js';
import { checkedFeedback } from './check.js';
import { toCodedSet, type CodedSetParts } from './coded-set.js';
import { exported } from './export.js';
import { timed } from './filter.js';
import { toOverrides, type OverrideParts } from './to-overrides.js';
import { VERDICTS, type Feedback, type FeedbackService } from './types.js';

/** Told what was taken. */
export interface FeedbackObserver {
  feedbackTaken(ontology: string, verdict: Verdict, entries: number): void;
}

export interface FeedbackParts extends CodedSetParts, OverrideParts {
  readonly store: FeedbackStore;
  readonly live: LiveOntologies;
  readonly states: OntologyStates;
  readonly defaultOntology: string;
  readonly observer: FeedbackObserver;
}

export function createFeedback(parts: FeedbackParts): FeedbackService {
  const { store, live, states, defaultOntology, observer } = parts;
  const nameOf = (ontology: string, conceptId: string | null): string | null =>
    conceptId === null ? null : (live.peek(ontology)?.artefact.catalogue.concept(conceptId)?.name ?? null);
  const viewOf = (row: FeedbackRow): Feedback => feedbackOf(row, nameOf(row.ontology, row.concept_id));
  async function* pages(filter: FeedbackFilter): AsyncGenerator<readonly Feedback[], void, undefined> {
    for await (const rows of store.all(filter)) yield rows.map(viewOf);
  }
  return {
    add: async ({ ontology: asked = defaultOntology, entries, actor }) => {
      const snapshot = states.require(live, asked);
      const { ontology, version, generation } = snapshot;
      const given = { givenAt: new Date().toISOString(), givenBy: actor };
      const ids = await store.add(checkedFeedback(entries, snapshot, given));
      for (const verdict of VERDICTS) {
        const count = entries.filter((entry) => entry.verdict === verdict).length;
        if (count > 0) observer.feedbackTaken(ontology, verdict, count);
      }
      return { ontology, version, generation, ids };
    },
    list: async (filter, { cursor, limit }) => {
      const below = cursor === undefined ? {} : { below: numberOf(cursor) };
      const rows = await store.newest(timed(filter), { ...below, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return { items: shown.map(viewOf), nextCursor: last ? cursorOf(last.id) : null };
    },
    export: (filter, format) => exported(pages(timed(filter)), format),
    review: async ({ which, as, actor }) =>
      store.review({ which: 'length' in which ? which : timed(which), as, actor }),
    remove: async (id, actor) => {
      if (await store.remove(id, actor)) return;
      throw new AppError(
        'feedback_not_found',
        `No feedback has the id ${id}; GET /v1/feedback lists what there is.`,
      );
    },
    agreement: async ({ ontology: asked = defaultOntology, by, ...period }) => {
      const { ontology } = states.require(live, asked);
      return { ontology, ...agreementOf(await store.tally({ ontology, ...timed(period) }), by) };
    },
    toCodedSet: async (request, context) => {
      const { ontology } = states.require(live, request.filter.ontology ?? defaultOntology);
      const filter = { ...timed(request.filter), ontology };
      return toCodedSet(parts, { ...request, filter }, (id) => nameOf(ontology, id), context.signal);
    },
    toOverrides: async ({ ontology = defaultOntology, ...request }) =>
      toOverrides(parts, states.require(live, ontology), request),
  };
}

function feedbackOf(row: FeedbackRow, conceptName: string | null): Feedback {
  return {
    ...{ id: row.id, givenAt: row.given_at, givenBy: row.given_by, coder: row.coder },
    ...{ ontology: row.ontology, version: row.version, generation: row.generation },
    ...{ mention: row.text, verdict: row.verdict, proposed: row.proposed },
    ...{ conceptId: row.concept_id, conceptName, requestId: row.request_id, note: row.note },
    ...{ state: row.state, reviewedAt: row.reviewed_at, reviewedBy: row.reviewed_by },
  };
}
