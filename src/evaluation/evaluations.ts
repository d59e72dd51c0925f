import { createHash } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { Encoder } from '../encoder/index.js';
import type { Normalizer } from '../normalize/index.js';
import { VECTORS_FILE, type OntologyService, type Snapshot } from '../ontology/index.js';
import { dataFolders, type AuditStore } from '../store/index.js';
import { CLEANING_VERSION, NORMAL_FORM_VERSION } from '../text/index.js';
import { VERSION } from '../version.js';
import { compareInThread, finishInThread, proposeInThread } from './figure-thread.js';
import { readRows } from './gold-rows.js';
import { prepareLearning, type LearningParts, type RunLearning } from './learning.js';
import type { RunManifest } from './manifest.js';
import { NamedMentions } from './named-mentions.js';
import { measures, predict } from './predict.js';
import { RunShelf } from './run-shelf.js';
import type {
  Evaluation,
  EvaluationContext,
  EvaluationRequest,
  EvaluationService,
  GoldSet,
  ThresholdProposals,
} from './service.js';

export interface EvaluationParts extends LearningParts {
  readonly ontologies: Pick<OntologyService, 'get' | 'open'>;
  readonly normalizer: Normalizer;
  readonly encoder: Pick<Encoder, 'id' | 'hash'>;
  readonly hasCalibration: boolean;
  readonly dataDir: string;
  readonly audit: Pick<AuditStore, 'append'>;
}

/** What normalizing a gold set came to. */
interface Predicted {
  readonly sha256: string;
  readonly seconds: number;
  readonly mentions: RunManifest['mentions'];
  readonly named: NamedMentions;
}

/** A run under way. */
interface Run {
  readonly id: string;
  readonly folder: string;
  readonly goldSet: GoldSet;
  readonly snapshot: Snapshot;
  readonly learning: RunLearning;
  readonly request: EvaluationRequest;
  readonly context: EvaluationContext;
}

export function createEvaluations(parts: EvaluationParts): EvaluationService & ThresholdProposals {
  const { goldSets, ontologies, dataDir } = parts;
  const shelf = new RunShelf(dataFolders(dataDir).evaluations);

  async function run(
    id: string,
    request: EvaluationRequest,
    context: EvaluationContext,
  ): Promise<Evaluation> {
    // A job that goes on after a restart may have kept its run just before.
    if (await shelf.has(id)) return shelf.get(id);
    const goldSet = await goldSets.get(request.goldSet);
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
    const predicted = await writePredictions(run);
    const manifest = manifestOf(run, predicted, parts.encoder);
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest, null, 2), { mode: 0o600 });
    context.onProgress({ phase: 'figures' });
    const figures = await finishInThread(
      {
        ...{ folder, manifest, hasCalibration: parts.hasCalibration, named: predicted.named.list() },
        cataloguePath: snapshot.artefact.cataloguePath,
        trainPath: (goldSet.splits['train'] ?? 0) > 0 ? goldSets.rowsPath(goldSet.id) : null,
      },
      context.signal,
    );
    return { manifest, figures };
  }

  /** Writes `predictions.ndjson`. @throws AppError `evaluation_empty` */
  async function writePredictions(run: Run): Promise<Predicted> {
    const { folder, goldSet, snapshot, learning, request, context } = run;
    const { settings } = request;
    const { signal, onProgress } = context;
    const { snapshotFor } = learning;
    const started = performance.now();
    const total = measuredRows(goldSet, settings);
    const mentions = { measured: 0, missing: 0, excluded: 0 };
    const named = new NamedMentions();
    let anyKnown = false;
    const rows = readRows(goldSets.rowsPath(goldSet.id));
    const source = predict(rows, snapshotFor, parts.normalizer, settings, signal, (why) => {
      if (why === 'gold missing') mentions.excluded += 1;
    });
    const hash = createHash('sha256');
    const file = await open(join(folder, 'predictions.ndjson'), 'wx', 0o600);
    try {
      for await (const answered of source) {
        signal.throwIfAborted();
        const predictions = answered.map(({ prediction }) => prediction);
        const text = predictions.map((prediction) => `${JSON.stringify(prediction)}\n`).join('');
        hash.update(text);
        await file.appendFile(text);
        mentions.measured += predictions.length;
        for (const { gold, nameRank } of answered) if (gold.answers.length > 0) named.add(gold, nameRank);
        anyKnown ||= predictions.some(({ golds }) => golds.length > 0);
        mentions.missing += predictions.filter(
          (each) => each.golds.length === 0 && each.missing.length > 0,
        ).length;
        onProgress(progressOf(mentions.measured + mentions.excluded, total, started));
      }
    } finally {
      await file.close();
    }
    const strange = mentions.missing > 0 && !anyKnown;
    if (mentions.measured === 0 || strange)
      throw empty(goldSet, settings.split, strange || mentions.excluded > 0, snapshot);
    return { mentions, named, sha256: hash.digest('hex'), seconds: (performance.now() - started) / 1000 };
  }

  return {
    run,
    list: () => shelf.list(),
    get: (id) => shelf.get(id),
    read: (id, file) => shelf.read(id, file),
    compare: async (first, second, commonOnly, signal) => {
      const [one, other] = [await shelf.manifest(first), await shelf.manifest(second)];
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
      await shelf.manifest(id);
      return proposeInThread({ path: shelf.path(id, 'predictions.ndjson'), wanted, heldBy }, signal);
    },
  };
}

function measuredRows({ splits }: GoldSet, settings: EvaluationRequest['settings']): number {
  return Object.entries(splits)
    .filter(([split]) => measures(settings, { split: split === '' ? null : split }))
    .reduce((sum, [, rows]) => sum + rows, 0);
}

function progressOf(done: number, total: number, started: number) {
  const perSecond = done / ((performance.now() - started) / 1000);
  const secondsLeft = done === 0 ? null : Math.round((total - done) / perSecond);
  return { phase: 'normalize', done, total, perSecond: Math.round(perSecond), secondsLeft } as const;
}

function empty(
  { name, splits }: GoldSet,
  split: string | null,
  noneKnown: boolean,
  { ontology, version }: Snapshot,
): AppError {
  const known = Object.keys(splits).map((each) => (each === '' ? 'rows without a split' : `“${each}”`));
  return new AppError(
    'evaluation_empty',
    noneKnown
      ? `${ontology} ${version} has none of the concepts that ${name} calls right: choose the ontology that the gold set was coded to, or the column with its ids.`
      : `${name} has no row ${split === null ? 'beside those of the split “train”' : `of the split “${split}”`}; it has ${known.join(', ')}.`,
  );
}

function manifestOf(
  { id, goldSet, snapshot, learning, request: { settings, actor } }: Run,
  { sha256, seconds, mentions }: Predicted,
  encoder: EvaluationParts['encoder'],
): RunManifest {
  const { ontology, version, artefact, thresholds } = snapshot;
  const { spec, counts, hash, files } = artefact.manifest;
  return {
    ...{ format: 1, id, createdAt: new Date().toISOString(), createdBy: actor },
    goldSet: {
      ...{ id: goldSet.id, name: goldSet.name, fileName: goldSet.report.fileName },
      ...{ sha256: goldSet.sha256, rows: goldSet.rows },
    },
    ontology: {
      ...{ name: ontology, version, artefact: `sha256:${hash}` },
      expansion: spec.expansion && `${spec.expansion.names}, sha256:${spec.expansion.starter}`,
      ...{ concepts: counts.concepts, names: counts.embedded, index: spec.index.kind },
      vectors: files[VECTORS_FILE] ?? '',
    },
    encoder: { id: encoder.id, hash: encoder.hash },
    learners: [...learning.used],
    ...{ settings, thresholds: { ...thresholds }, mentions },
    software: {
      ...{ service: VERSION, node: process.versions.node },
      ...{ normalForm: NORMAL_FORM_VERSION, cleaning: CLEANING_VERSION },
    },
    machine: {
      ...{ platform: platform(), arch: arch() },
      ...{ cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
    },
    predictionsSha256: sha256,
    seconds,
    command: commandOf(goldSet, ontology, version, settings),
  };
}

/** The command line that repeats the run where the gold set is kept. */
function commandOf(
  goldSet: GoldSet,
  ontology: string,
  version: string,
  { ks, split, missing, seed, resamples, strategy, learning }: EvaluationRequest['settings'],
): string {
  return [
    ...['npx ade-normalizer evaluate run', `--gold ${goldSet.id}`, `--ontology ${ontology}`],
    ...[`--version ${version}`, `--k ${ks.join(',')}`, ...(split === null ? [] : [`--split ${split}`])],
    ...[`--missing ${missing}`, `--seed ${seed}`, `--resamples ${resamples}`],
    ...[`--strategy ${strategy}`, `--learning ${learning}`],
  ].join(' ');
}
