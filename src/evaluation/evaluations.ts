import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { Encoder } from '../encoder/index.js';
import type { Normalizer } from '../normalize/index.js';
import type { OntologyService } from '../ontology/index.js';
import { dataFolders, type AuditStore } from '../store/index.js';
import { compareInThread, finishInThread, proposeInThread } from './figure-thread.js';
import type { GoldShelf } from './gold-shelf.js';
import { prepareLearning, type LearningParts } from './learning.js';
import { manifestOf } from './manifest-of.js';
import type { RunManifest } from './manifest.js';
import { mentionsNeeded, neededInWords } from './measures/index.js';
import type { Run } from './run.js';
import { RunShelf } from './run-shelf.js';
import type {
  Evaluation,
  EvaluationContext,
  EvaluationRequest,
  EvaluationService,
  GoldSet,
  ThresholdProposals,
} from './service.js';
import { writeMentions } from './write-mentions.js';
import { checkPosts, writePosts, type PostParts } from './write-posts.js';

export interface EvaluationParts extends LearningParts, PostParts {
  readonly goldSets: GoldShelf;
  readonly ontologies: Pick<OntologyService, 'get' | 'open'>;
  readonly normalizer: Normalizer;
  readonly encoder: Pick<Encoder, 'id' | 'hash'>;
  readonly hasCalibration: boolean;
  readonly dataDir: string;
  readonly audit: Pick<AuditStore, 'append'>;
}

export function createEvaluations(parts: EvaluationParts): EvaluationService & ThresholdProposals {
  const { goldSets, ontologies, dataDir } = parts;
  const shelf = new RunShelf(dataFolders(dataDir).evaluations);

  /** The gold set of a request, if it can be measured as that wants. */
  async function measurable({
    goldSet,
    settings,
  }: Pick<EvaluationRequest, 'goldSet' | 'settings'>): Promise<GoldSet> {
    const found = await goldSets.get(goldSet);
    if (settings.task === 'posts') await checkPosts(found, settings, parts.postModels);
    return found;
  }

  async function run(
    id: string,
    request: EvaluationRequest,
    context: EvaluationContext,
  ): Promise<Evaluation> {
    // A job that goes on after a restart may have kept its run just before.
    if (await shelf.has(id)) return shelf.get(id);
    const goldSet = await measurable(request);
    const version = request.version ?? (await ontologies.get(request.ontology)).active?.version;
    if (version === undefined)
      throw new AppError(
        'version_not_loaded',
        `No version of ${request.ontology} answers, so say which one to measure (version).`,
      );
    const lease = await ontologies.open({ ontology: request.ontology, version }, context);
    try {
      const { snapshot } = lease;
      const learning = await prepareLearning(parts, snapshot, goldSet, request.settings, context);
      try {
        return await shelf.keep(id, (folder) =>
          measure({ ...{ id, folder, goldSet, snapshot, learning, request }, context }),
        );
      } finally {
        await learning.close();
      }
    } finally {
      lease.release();
    }
  }

  async function measure(run: Run): Promise<Evaluation> {
    const { folder, goldSet, snapshot, context } = run;
    const isOfPosts = run.request.settings.task === 'posts';
    const predicted = await (isOfPosts ? writePosts(run, parts) : writeMentions(run, parts));
    const manifest = manifestOf(run, predicted, parts.encoder);
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest, null, 2), { mode: 0o600 });
    context.onProgress({ phase: 'figures' });
    const figures = await finishInThread(
      {
        ...{ folder, manifest, hasCalibration: parts.hasCalibration, named: predicted.named },
        cataloguePath: snapshot.artefact.cataloguePath,
        trainPath: (goldSet.splits['train'] ?? 0) > 0 ? goldSets.rowsPath(goldSet.id) : null,
      },
      context.signal,
    );
    return { manifest, figures };
  }

  /** @throws AppError `run_of_posts` */
  function requireMentions({ id, settings }: RunManifest, what: string): void {
    if (settings.task === 'posts')
      throw new AppError('run_of_posts', `The run ${id} is over posts; ${what} of runs over mentions.`);
  }

  return {
    check: async (request) => {
      await measurable(request);
    },
    run,
    list: () => shelf.list(),
    get: (id) => shelf.get(id),
    read: (id, file) => shelf.read(id, file),
    compare: async (first, second, commonOnly, signal) => {
      const [one, other] = [await shelf.manifest(first), await shelf.manifest(second)];
      for (const each of [one, other]) requireMentions(each, 'what a second run changed is told');
      const ks = one.settings.ks.filter((k) => other.settings.ks.includes(k));
      if (one.goldSet.sha256 !== other.goldSet.sha256 || ks.length === 0)
        throw new AppError(
          'runs_not_comparable',
          ks.length === 0
            ? 'The two runs have no k of Acc@k in common.'
            : `One run is over the gold set ${one.goldSet.id}, the other over ${other.goldSet.id}.`,
        );
      const { seed, resamples } = one.settings;
      const asked = {
        first: shelf.path(first, 'predictions.ndjson'),
        second: shelf.path(second, 'predictions.ndjson'),
        options: { ks, commonOnly, resampling: { seed, resamples } },
      };
      return compareInThread(asked, signal);
    },
    remove: async (id, actor) => {
      const { goldSet, ontology, predictionsSha256 } = await shelf.manifest(id);
      const before = {
        goldSet: goldSet.id,
        ...{ ontology: ontology.name, version: ontology.version, predictionsSha256 },
      };
      await parts.audit.append({ actor, action: 'evaluation.remove', subject: id, before, after: null });
      await shelf.remove(id);
    },
    propose: async (id, wanted, heldBy, signal) => {
      requireMentions(await shelf.manifest(id), 'thresholds are proposed from the confidences');
      const path = shelf.path(id, 'predictions.ndjson');
      const proposed = await proposeInThread({ path, wanted, heldBy }, signal);
      const needed = mentionsNeeded(wanted);
      return { ...proposed, needed, message: neededInWords(needed, wanted) };
    },
  };
}
