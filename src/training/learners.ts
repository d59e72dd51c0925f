import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoder } from '../encoder/index.js';
import { AppError } from '../errors.js';
import type { GoldShelf } from '../evaluation/index.js';
import { encodeLearner } from '../learners/index.js';
import { RANKING_VERSION, type Normalizer } from '../normalize/index.js';
import {
  NO_OVERLAY,
  type LiveOntologies,
  type OntologyService,
  type OntologyStates,
  type Switcher,
} from '../ontology/index.js';
import type { LearnerRow, LearnerStore } from '../store/index.js';
import { readCoded, rowsToLearn } from './coded-mentions.js';
import { learnFrom } from './learn.js';
import { choiceOf, detailOf, isSame, rowOf, strategyOf } from './learner-rows.js';
import type { ActiveLearner, LearnerDetail, LearnerService, TrainContext, TrainRequest } from './service.js';
import { LEARNER_FILE, type LearnerShelf } from './shelf.js';

export interface LearnersParts {
  readonly store: LearnerStore;
  readonly shelf: LearnerShelf;
  readonly goldSets: GoldShelf;
  readonly ontologies: Pick<OntologyService, 'get' | 'open'>;
  readonly switcher: Switcher;
  readonly live: LiveOntologies;
  readonly states: OntologyStates;
  readonly encoder: Encoder;
  readonly normalizer: Normalizer;
  readonly maxMentionChars: number;
}

export function createLearners(parts: LearnersParts): LearnerService {
  const { store, shelf, goldSets, ontologies, switcher, live, states, encoder } = parts;

  async function train(id: string, request: TrainRequest, context: TrainContext): Promise<LearnerDetail> {
    // A job that goes on after a restart may have kept its learner just before.
    const known = await store.find(id);
    if (known) return detailOf(known, await store.active(known.ontology));
    const codedSet = await goldSets.get(request.codedSet);
    const version = request.version ?? (await ontologies.get(request.ontology)).active?.version;
    if (version === undefined)
      throw new AppError(
        'version_not_loaded',
        `No version of ${request.ontology} answers, so say for which one to learn (version).`,
      );
    const lease = await ontologies.open({ ontology: request.ontology, version }, context);
    try {
      const started = performance.now();
      // What people settled for a mention is nothing that can be learned to find.
      const snapshot = { ...lease.snapshot, overlay: NO_OVERLAY };
      const { catalogue } = snapshot.artefact;
      context.onProgress({ phase: 'read', done: 0, total: codedSet.rows });
      const read = await readCoded(
        rowsToLearn(goldSets.rowsPath(codedSet.id), codedSet.splits, request),
        catalogue,
        parts.maxMentionChars,
      );
      const { learner, report } = await learnFrom(snapshot, read.coded, request.seed, parts, context);
      const concepts = [...learner.classes].map((number) => ({
        number,
        id: catalogue.conceptAt(number)?.id ?? '',
      }));
      await shelf.keep(id, { encoder: encoder.hash, ranking: RANKING_VERSION, concepts }, (folder) =>
        writeFile(join(folder, LEARNER_FILE), encodeLearner(learner), { mode: 0o600 }),
      );
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      const { coded, ...counts } = read;
      const row = rowOf(id, request, version, codedSet.name, encoder.hash, {
        ...counts,
        ...{ learned: coded.length, heldBack: report, seconds },
      });
      await store.add(row);
      return detailOf(row, await store.active(row.ontology));
    } finally {
      lease.release();
    }
  }

  async function find(ontology: string, id: string): Promise<LearnerRow> {
    const row = await store.find(id);
    if (row?.ontology === ontology) return row;
    throw new AppError('learner_not_found', `${ontology} has no learner with the id “${id.slice(0, 60)}”.`);
  }

  async function active(ontology: string): Promise<ActiveLearner> {
    const { learner: state } = states.require(live, ontology);
    const row = await store.active(ontology);
    if (!row) return { ontology, learner: null };
    const { learner: id, overrules_exact, changed_by: by, changed_at: at } = row;
    const strategy = strategyOf(row.strategy);
    return {
      ontology,
      learner: {
        ...{ id, strategy, overrulesExact: overrules_exact === 1, by, at },
        lost: state.kind === 'active' ? state.learner.lost : 0,
        problem: state.kind === 'unusable' ? state.problem : null,
      },
    };
  }

  return {
    train,
    list: async (ontology) => {
      await ontologies.get(ontology);
      const chosen = await store.active(ontology);
      return (await store.list(ontology)).map((row) => detailOf(row, chosen));
    },
    get: async (ontology, id) => detailOf(await find(ontology, id), await store.active(ontology)),
    remove: async ({ ontology, id, actor }) => {
      await store.remove(await find(ontology, id), actor);
      await shelf.remove(id);
    },
    active,
    activate: async ({ ontology, learner, expectedGeneration, actor }) => {
      const before = await active(ontology);
      const wanted = learner && choiceOf(await find(ontology, learner.id), learner);
      if (isSame(before, wanted)) return { ...before, generation: null };
      const seenGeneration = expectedGeneration ?? states.require(live, ontology).generation;
      const generation = await switcher.learn({ ontology, learner: wanted, actor, seenGeneration });
      return { ...(await active(ontology)), generation };
    },
  };
}
