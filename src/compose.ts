import type { Config } from './config.js';
import { openCore, type Core } from './core.js';
import { EVALUATION_JOB, evaluationWork } from './evaluation/index.js';
import { buildApp, withLinks, type App } from './http/app.js';
import { EmbeddedJobQueue } from './jobs/index.js';
import { loadKeys } from './keys.js';
import { createLogger } from './logger.js';
import type { BuildProgress } from './ontology/index.js';
import { readinessOf } from './readiness.js';
import { Shadows, watchedBy } from './shadow/index.js';
import { TRAINING_JOB, trainingWork } from './training/index.js';
import { jobStore, shadowStore, versionStore } from './store/index.js';

/** The whole service. */
export interface Application {
  readonly app: App;
  readonly core: Core;
  /** Brings the ontologies into service; requests are answered, or told what is missing, meanwhile. */
  serveOntologies(onProgress: (ontology: string, progress: BuildProgress) => void): Promise<void>;
  /** Refuses new work, finishes what runs, and frees everything. */
  close(): Promise<void>;
}

/** Wires the service with its HTTP edge; it does not listen yet. */
export async function compose(config: Config): Promise<Application> {
  const logger = createLogger(config);
  for (const warning of config.warnings) logger.warn(warning);
  const keys = await loadKeys(config);
  const core = await openCore(config, logger);
  let stopping = false;
  try {
    const jobs = await EmbeddedJobQueue.open(jobStore(core.db), logger, {
      [EVALUATION_JOB]: withLinks(evaluationWork(core.evaluations)),
      [TRAINING_JOB]: trainingWork(core.learners),
    });
    const readiness = () =>
      readinessOf(
        core.encoder.status(),
        core.indexes(),
        core.states.all,
        core.live,
        config.defaultOntology,
        stopping,
        core.postModels.missing,
      );
    const shadows = await openShadows(core, logger);
    const normalizer = watchedBy(shadows, core.normalizer);
    const app = await buildApp({
      config,
      keys,
      normalizer,
      posts: core.posts(normalizer),
      ontologies: core.ontologies,
      overrides: core.overrides,
      thresholds: core.thresholds,
      learners: core.learners,
      impacts: core.impacts,
      goldSets: core.goldSets,
      evaluations: core.evaluations,
      feedback: core.feedback,
      audit: core.audit,
      shadows,
      jobs,
      metrics: core.metrics,
      readiness,
      info: core.info,
      logger,
    });
    return {
      app,
      core,
      serveOntologies: async (onProgress) => {
        await Promise.all([core.ontologies.start('fast', onProgress), core.postModels.loadAtStart()]);
        await jobs.resume();
        shadows.resume();
      },
      close: async () => {
        stopping = true;
        await app.close();
        await jobs.close();
        await shadows.close();
        await core.close();
      },
    };
  } catch (error) {
    await core.close();
    throw error;
  }
}

/** Shadow versions, as they were set; without a service there is no traffic to compare them on. */
function openShadows(
  { config, normalizer, ontologies, live, metrics, db }: Core,
  log: Parameters<typeof Shadows.open>[0]['log'],
): Promise<Shadows> {
  return Shadows.open({
    normalizer,
    ontologies,
    live,
    store: shadowStore(db),
    hasVersion: async (ontology, version) => (await versionStore(db).find(ontology, version)) !== undefined,
    allowText: config.shadowText,
    observer: metrics,
    log,
  });
}
