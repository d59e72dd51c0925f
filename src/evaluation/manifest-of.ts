import { arch, cpus, platform } from 'node:os';
import type { Encoder } from '../encoder/index.js';
import { RANKING_VERSION } from '../normalize/index.js';
import { VECTORS_FILE } from '../ontology/index.js';
import { NORMAL_FORM_VERSION, READING_VERSION } from '../text/index.js';
import { VERSION } from '../version.js';
import type { EvaluationSettings, RunManifest } from './manifest.js';
import type { Predicted, Run } from './run.js';
import type { GoldSet } from './service.js';

/** Everything that decided a run's figures, as it is known when its predictions are written. */
export function manifestOf(
  { id, goldSet, snapshot, learning, request: { settings, actor } }: Run,
  { sha256, seconds, mentions, posts }: Predicted,
  encoder: Pick<Encoder, 'id' | 'hash'>,
): RunManifest {
  const { ontology, version, artefact, thresholds } = snapshot;
  const { spec, counts, hash, files } = artefact.manifest;
  return {
    ...{ format: 1, id, createdAt: new Date().toISOString(), createdBy: actor },
    goldSet: {
      ...{ id: goldSet.id, name: goldSet.name, fileName: goldSet.report.fileName },
      ...{ sha256: goldSet.sha256, rows: goldSet.rows, astray: goldSet.report.astray.mentions },
    },
    ontology: {
      ...{ name: ontology, version, artefact: `sha256:${hash}` },
      expansion: spec.expansion && `${spec.expansion.names}, sha256:${spec.expansion.starter}`,
      ...{ concepts: counts.concepts, names: counts.embedded, index: spec.index.kind },
      vectors: files[VECTORS_FILE] ?? '',
    },
    encoder: { id: encoder.id, hash: encoder.hash },
    posts,
    learners: [...learning.used],
    ...{ settings, thresholds: { ...thresholds }, mentions },
    software: {
      ...{ service: VERSION, node: process.versions.node },
      ...{ normalForm: NORMAL_FORM_VERSION, cleaning: READING_VERSION, ranking: RANKING_VERSION },
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
  { task, marks, ks, split, missing, seed, resamples, strategy, learning }: EvaluationSettings,
): string {
  return [
    ...['npx ade-normalizer evaluate run', `--gold ${goldSet.id}`, `--ontology ${ontology}`],
    ...[`--version ${version}`],
    ...(task === 'posts' ? [`--task posts --marks ${marks}`] : [`--k ${ks.join(',')}`]),
    ...[...(split === null ? [] : [`--split ${split}`])],
    ...[`--missing ${missing}`, `--seed ${seed}`, `--resamples ${resamples}`],
    ...[`--strategy ${strategy}`, ...(task === 'posts' ? [] : [`--learning ${learning}`])],
  ].join(' ');
}
