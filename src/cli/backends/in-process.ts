import { grouped } from '../../figure-words.js';
import { authRequired, describeLimits, type Config } from '../../config.js';
import type { Core } from '../../core.js';
import type { MentionResult, NormalizeOptions } from '../../normalize/index.js';
import type { BuildProgress } from '../../ontology/index.js';
import { inOrder } from '../../in-order.js';
import { batchesOf } from '../batches.js';
import { stepOf, type ProgressView } from '../progress.js';
import type { Backend, BackendInfo, Outcome } from './backend.js';
import { auditPage } from '../../audit.js';
import type { AuditBackend, OverrideBackend } from './changes-backend.js';
import { evaluationsHere, goldSetsHere } from './evaluations-here.js';
import { feedbackHere } from './feedback-calls.js';
import { impactsHere } from './impact-calls.js';
import { learnersHere } from './learner-calls.js';
import type { OntologyBackend } from './ontology-backend.js';
import { postsHere } from './post-calls.js';
import { NO_SHADOWS } from './shadow-backend.js';
import { thresholdsHere } from './threshold-calls.js';

const ACTOR = 'command-line';
const BATCH = { size: 256, lingerMs: 20 };
/** While one batch is searched the next is encoded. */
const BATCHES_AT_ONCE = 2;
/** Names to embed above which it is said why a start takes so long. */
const MANY_NAMES = 5000;

export interface BackendContext {
  readonly progress: ProgressView;
  readonly signal: AbortSignal;
}

/**
 * Works in this process on the data folder, which is locked until `close`. The ontologies are brought into
 * service when they are first needed.
 * @throws AppError `data_dir_locked`, `encoder_invalid`, `config_invalid`
 */
export async function openInProcess(config: Config, { progress, signal }: BackendContext): Promise<Backend> {
  // Loaded only here: help and keys need none of it.
  const { openCore } = await import('../../core.js');
  const core = await openCore(config, failuresTo(progress));
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= core.close());
  let starting: Promise<void> | undefined;
  const ready = () => (starting ??= startOntologies(core, progress, close, signal));
  return {
    where: config.dataDir,
    ontologies: ontologiesOf(core, ready),
    overrides: overridesOf(core, ready),
    thresholds: thresholdsHere(core, ready, ACTOR),
    learners: learnersHere(core, ready, ACTOR),
    impacts: impactsHere(core, ready, ACTOR),
    goldSets: goldSetsHere(core, ACTOR),
    evaluations: evaluationsHere(core, ready, ACTOR),
    feedback: feedbackHere(core, ready, ACTOR),
    audit: auditOf(core),
    shadows: NO_SHADOWS,
    posts: postsHere(core, ready),
    async *normalize(texts, options, cancel) {
      await ready();
      yield* outcomesOf(core, texts, options, cancel);
    },
    info: () => Promise.resolve(infoOf(core)),
    close,
  };
}

/** Only failures are told; what goes well shows in the command's own output. */
function failuresTo(progress: ProgressView) {
  return {
    info: () => undefined,
    warn: () => undefined,
    error: (fields: object, message: string): void => {
      const ontology = 'ontology' in fields ? ` (${String(fields.ontology)})` : '';
      const reason = 'err' in fields && fields.err instanceof Error ? `: ${fields.err.message}` : '';
      progress.note(`warning: ${message}${ontology}${reason}`);
    },
  };
}

async function startOntologies(
  core: Core,
  progress: ProgressView,
  close: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  // Closing is how a start is stopped.
  const onAbort = (): void => void close();
  signal.addEventListener('abort', onAbort, { once: true });
  const told = new Set<string>();
  try {
    await core.ontologies.start('complete', (ontology, step) => {
      if (isLong(step) && !told.has(ontology)) {
        told.add(ontology);
        progress.note(
          `Preparing “${ontology}”: ${grouped(step.total)} names are embedded once; later starts take seconds.`,
        );
      }
      progress.show(stepOf(ontology, step));
    });
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', onAbort);
    progress.stop();
  }
}

function isLong(step: BuildProgress): step is BuildProgress & { phase: 'embed' } {
  return step.phase === 'embed' && step.total - step.reused > MANY_NAMES;
}

async function* outcomesOf(
  core: Core,
  texts: AsyncIterable<unknown>,
  options: NormalizeOptions,
  signal: AbortSignal,
): AsyncGenerator<Outcome, void, undefined> {
  const work = async (batch: readonly unknown[]): Promise<readonly Outcome[]> => {
    const mentions = batch.map((text, index) => ({ id: String(index), text }));
    const { generation, results } = await core.normalizer.normalize(mentions, options, {
      lane: 'bulk',
      signal,
    });
    return results.map((result) => outcomeOf(generation, result));
  };
  for await (const outcomes of inOrder(batchesOf(texts, BATCH), BATCHES_AT_ONCE, work)) yield* outcomes;
}

function outcomeOf(generation: number, result: MentionResult): Outcome {
  if ('error' in result) return { error: result.error };
  const { text, cleaned, decision, candidates } = result;
  return { generation, text, cleaned, decision, candidates };
}

function ontologiesOf({ ontologies }: Core, ready: () => Promise<void>): OntologyBackend {
  return {
    list: async () => {
      await ready();
      return ontologies.list();
    },
    get: async (name) => {
      await ready();
      return ontologies.get(name);
    },
    add: async (addition, context) => {
      await ready();
      return ontologies.add({ ...addition, actor: ACTOR }, context);
    },
    switchTo: async (request, context) => {
      await ready();
      const named = { ontology: request.ontology, actor: ACTOR };
      if (request.to === 'previous') return ontologies.rollback(named, context);
      const { version, expectedGeneration } = request;
      const expected = expectedGeneration === undefined ? {} : { expectedGeneration };
      return ontologies.activate({ ...named, version, ...expected }, context);
    },
    remove: async (ontology, version) => {
      await ready();
      await ontologies.remove({ ontology, version, actor: ACTOR });
    },
    search: async (ontology, query) => {
      await ready();
      return ontologies.searchConcepts(ontology, query);
    },
    concept: async (ontology, id) => {
      await ready();
      return ontologies.concept(ontology, id);
    },
  };
}

function overridesOf({ overrides }: Core, ready: () => Promise<void>): OverrideBackend {
  return {
    list: async (ontology, query) => {
      await ready();
      return overrides.list(ontology, query);
    },
    change: async (request) => {
      await ready();
      return overrides.change({ ...request, actor: ACTOR });
    },
  };
}

/** Needs no ontology: the trail can be looked at whatever state the rest is in. */
function auditOf({ audit }: Core): AuditBackend {
  return {
    page: (query) => auditPage(audit, query),
    verify: () => audit.verify(),
  };
}

function infoOf({ config, info }: Core): BackendInfo {
  return {
    node: process.versions.node,
    ...info(),
    defaultOntology: config.defaultOntology,
    auth: authRequired(config) ? 'on' : 'off',
    limits: describeLimits(config),
  };
}
