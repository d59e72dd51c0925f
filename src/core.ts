import type { Config } from './config.js';
import {
  CachedEncoder,
  EncoderPool,
  readEncoderFolder,
  type Encoder,
  type EncoderFolder,
} from './encoder/index.js';
import { AppError } from './errors.js';
import {
  createEvaluations,
  GoldShelf,
  type EvaluationService,
  type GoldSetService,
  type ThresholdProposals,
} from './evaluation/index.js';
import { createFeedback, type FeedbackService } from './feedback/index.js';
import { createImpacts, type ImpactService } from './impact/index.js';
import { ModelPool } from './inference/index.js';
import { startIndexHost, type IndexHost, type IndexStatus } from './index/index.js';
import { Metrics } from './metrics.js';
import {
  calibrationProblem,
  confidenceOf,
  createNormalizer,
  POOLING,
  type Normalizer,
} from './normalize/index.js';
import {
  LiveOntologies,
  createOverrides,
  createThresholds,
  OntologyManager,
  OntologyStates,
  Preparer,
  Registrar,
  Switcher,
  readStarter,
  type OverrideService,
  type SettingStores,
  type Starter,
  type ThresholdService,
} from './ontology/index.js';
import { createPosts, PostModels, type Posts } from './posts/index.js';
import type { ServiceInfo } from './service-state.js';
import {
  activationStore,
  auditStore,
  cleanDataDir,
  feedbackStore,
  learnerStore,
  lockDataDir,
  overrideStore,
  openDatabase,
  thresholdStore,
  versionStore,
  type AuditStore,
  type DataDirLock,
  type Db,
} from './store/index.js';
import {
  createLearners,
  foldTrainer,
  learnedFrom,
  learnerOpener,
  LearnerShelf,
  type LearnerService,
} from './training/index.js';
import { NORMAL_FORM_VERSION } from './text/index.js';
import { VERSION } from './version.js';

/** The service without its edge: what the command line works with, and what HTTP is put on. */
export interface Core {
  readonly config: Config;
  readonly normalizer: Normalizer;
  readonly postModels: PostModels;
  /** The work on posts, with mentions going through a normalizer: the core's own, or one that is watched. */
  readonly posts: (through: Normalizer) => Posts;
  readonly ontologies: OntologyManager;
  readonly overrides: OverrideService;
  readonly thresholds: ThresholdService;
  readonly learners: LearnerService;
  readonly impacts: ImpactService;
  readonly goldSets: GoldSetService;
  readonly evaluations: EvaluationService & ThresholdProposals;
  readonly feedback: FeedbackService;
  readonly audit: AuditStore;
  readonly live: LiveOntologies;
  readonly states: OntologyStates;
  readonly encoder: Encoder;
  readonly metrics: Metrics;
  readonly lock: DataDirLock;
  readonly db: Db;
  readonly info: () => ServiceInfo;
  /** The search indexes that are open. */
  readonly indexes: () => readonly IndexStatus[];
  close(): Promise<void>;
}

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Takes the data folder's lock, loads the encoder and wires the parts; no ontology is served before
 * `ontologies.start`.
 * @throws AppError `data_dir_locked`, `encoder_invalid`, `config_invalid`
 */
export async function openCore(config: Config, log: Log): Promise<Core> {
  const outcome = lockDataDir(config.dataDir);
  if (!outcome.held) {
    const where = outcome.url === null ? '' : ` It answers at ${outcome.url}.`;
    throw new AppError('data_dir_locked', `Another process works in ${config.dataDir}.${where}`);
  }
  const closers: (() => Promise<void> | void)[] = [
    () => {
      outcome.lock.release();
    },
  ];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    await cleanDataDir(config.dataDir);
    const db = await openDatabase(config.dataDir);
    closers.push(() => db.destroy());
    const metrics = new Metrics(VERSION);
    const folder = await readEncoderFolder(config.encoderDir);
    const pool = openPool(config, metrics, log);
    const encoder = await startEncoder(config, folder, pool, metrics);
    closers.push(() => encoder.close());
    const host = startIndexHost();
    closers.push(() => host.close());
    const live = new LiveOntologies();
    const states = new OntologyStates();
    const shelf = new LearnerShelf(config.dataDir);
    const settings = {
      overrides: overrideStore(db),
      thresholds: thresholdStore(db),
      learners: learnerStore(db),
      openLearner: learnerOpener(shelf, encoder.hash),
    };
    const switcher = new Switcher({ ...settings, live, activations: activationStore(db), host });
    const starter = await readStarter(config.starterDir);
    const ontologies = wireOntologies(config, {
      ...{ db, starter, settings, encoder, switcher, host, live, states, log },
      languages: folder.manifest.languages,
    });
    closers.push(() => ontologies.close());
    const { calibration } = folder.manifest;
    const confidence = confidenceOf(calibration, POOLING);
    const problem = calibrationProblem(calibration, confidence, starter.background.sha256);
    if (problem) log.warn({ encoder: folder.manifest.id }, problem);
    const normalizer = createNormalizer({
      live,
      encoder,
      confidence,
      absence: (ontology) => states.absence(ontology),
      hasVersion: async (ontology, version) => (await versionStore(db).find(ontology, version)) !== undefined,
      defaultOntology: config.defaultOntology,
      maxMentionChars: config.maxMentionChars,
      observer: metrics,
    });
    const postModels = new PostModels(
      { mode: config.posts, classifyDir: config.classifyDir, extractDir: config.extractDir },
      pool,
    );
    const posts = (through: Normalizer): Posts =>
      createPosts({
        ...{ models: postModels, normalizer: through, live },
        absence: (ontology) => states.absence(ontology),
        ...{ defaultOntology: config.defaultOntology, maxTextChars: config.maxTextChars },
      });
    const audit = auditStore(db);
    const goldSets = new GoldShelf(config.dataDir, audit);
    const overrides = createOverrides({ store: overrideStore(db), switcher, live, states });
    const hasCalibration = confidence !== undefined;
    return {
      config,
      normalizer,
      postModels,
      posts,
      goldSets,
      evaluations: createEvaluations({
        ...{ posts: posts(normalizer), postModels },
        ...{ goldSets, ontologies, normalizer, encoder, hasCalibration, audit, dataDir: config.dataDir },
        trainFold: foldTrainer({
          ...{ goldSets, encoder, normalizer, dataDir: config.dataDir },
          maxMentionChars: config.maxMentionChars,
        }),
        originOf: async (learner) => learnedFrom(await settings.learners.find(learner)),
      }),
      ontologies,
      overrides,
      thresholds: createThresholds({ store: thresholdStore(db), switcher, live, states }),
      learners: createLearners({
        ...{ store: settings.learners, shelf, goldSets, ontologies, switcher, live, states, encoder },
        ...{ normalizer, maxMentionChars: config.maxMentionChars },
      }),
      impacts: createImpacts({ ontologies, normalizer, audit, dataDir: config.dataDir }),
      feedback: createFeedback({
        ...{ store: feedbackStore(db), live, states, goldSets, overrides, observer: metrics },
        ...{ dataDir: config.dataDir, defaultOntology: config.defaultOntology },
      }),
      audit,
      live,
      states,
      encoder,
      metrics,
      db,
      lock: outcome.lock,
      info: () => infoOf(folder),
      indexes: () => host.status(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openPool(config: Config, metrics: Metrics, log: Log): ModelPool {
  return new ModelPool({
    workers: config.workers,
    batch: { maxTokens: config.batchTokens, maxRows: config.batchRows },
    maxQueue: config.maxQueue,
    observer: metrics,
    onWorkerLost: (reason) => {
      log.error({ reason }, 'an encoder worker died and is being replaced');
    },
  });
}

async function startEncoder(
  { cacheEntries }: Config,
  folder: EncoderFolder,
  pool: ModelPool,
  metrics: Metrics,
): Promise<Encoder> {
  const encoder = await EncoderPool.start(folder, pool);
  return cacheEntries > 0 ? new CachedEncoder(encoder, cacheEntries, metrics) : encoder;
}

interface OntologyWiring {
  readonly db: Db;
  readonly starter: Starter;
  readonly settings: SettingStores;
  readonly encoder: Encoder;
  /** Codes of the languages that the encoder was taught. */
  readonly languages: readonly string[];
  readonly switcher: Switcher;
  readonly host: IndexHost;
  readonly live: LiveOntologies;
  readonly states: OntologyStates;
  readonly log: Log;
}

function wireOntologies(
  config: Config,
  { db, starter, settings, encoder, languages, switcher, host, live, states, log }: OntologyWiring,
): OntologyManager {
  const versions = versionStore(db);
  const activations = activationStore(db);
  const preparer = new Preparer(encoder, {
    dataDir: config.dataDir,
    starter,
    maxNames: config.maxNames,
    stages: { index: config.index, hnswAbove: config.hnswAbove },
  });
  const registrar = new Registrar(versions, activations, preparer, languages);
  return new OntologyManager({
    live,
    states,
    versions,
    activations,
    ...settings,
    preparer,
    registrar,
    switcher,
    host,
    starter,
    log,
  });
}

function infoOf({ hash, manifest }: EncoderFolder): ServiceInfo {
  const { id, dimension, languages } = manifest;
  return {
    version: VERSION,
    encoder: { id, hash, dimension, languages },
    normalFormVersion: NORMAL_FORM_VERSION,
  };
}
