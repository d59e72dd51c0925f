import { isDeepStrictEqual } from 'node:util';
import {
  SPAN_CRITERIA,
  SPAN_WAYS,
  type Evaluation,
  type EvaluationFigures,
  type Figures,
  type PostFigures,
  type RunManifest,
} from '../evaluation/index.js';
import { percent, points, signed, SPAN_WAY_WORDS } from '../figure-words.js';

/** What a repetition came to. */
export interface Replay {
  /** Ids of the runs. */
  readonly first: string;
  readonly second: string;
  readonly same: boolean;
  /** What has to be the same and is not, in words. */
  readonly differences: readonly string[];
  /** What else is not the same: programs and machine. */
  readonly notes: readonly string[];
}

/** Digits of a hash that are shown. */
const SHOWN_DIGITS = 16;

/**
 * Holds a repetition against the run that it repeats.
 * @param figures of the first run; null where nobody has them any more
 */
export function replayOf(first: RunManifest, figures: EvaluationFigures | null, second: Evaluation): Replay {
  const differences = [
    ...madeOfOthers(first, second.manifest),
    ...predictionsDiffer(first, second.manifest),
    ...(figures === null ? [] : figuresDiffer(figures, second.figures)),
  ];
  return {
    ...{ first: first.id, second: second.manifest.id },
    ...{ same: differences.length === 0, differences, notes: notesOf(first, second.manifest) },
  };
}

/** What the two were made of. */
function madeOfOthers(first: RunManifest, second: RunManifest): string[] {
  const found: string[] = [];
  const { name, version } = first.ontology;
  if (first.ontology.artefact !== second.ontology.artefact)
    found.push(
      `${name} ${version} is another one: its artefact was ${short(first.ontology.artefact)} and is ${short(second.ontology.artefact)} (other content, options, encoder or starter vocabulary; it had ${first.ontology.concepts} concepts and ${first.ontology.names} names, and has ${second.ontology.concepts} and ${second.ontology.names})`,
    );
  else if (first.ontology.vectors !== second.ontology.vectors)
    found.push(
      `the vectors of ${name} ${version} are others, though made of the same: they were computed in other company, as when an earlier version lends some; expect differences in the last digits`,
    );
  if (first.encoder.hash !== second.encoder.hash)
    found.push(
      `the encoder is another one: it was ${first.encoder.id} (${short(first.encoder.hash)}) and is ${second.encoder.id} (${short(second.encoder.hash)})`,
    );
  for (const model of ['classifier', 'extractor'] as const) {
    const [then, now] = [first.posts?.[model], second.posts?.[model]];
    if (then?.hash !== now?.hash)
      found.push(`the ${model} is another one: it was ${modelWords(then)} and is ${modelWords(now)}`);
  }
  const [learned, learnedNow] = [learnerWords(first), learnerWords(second)];
  if (learned !== learnedNow)
    found.push(`what was learned from coded data differs: ${learned} took part, and now it is ${learnedNow}`);
  const [before, after] = [thresholdWords(first), thresholdWords(second)];
  if (before !== after)
    found.push(`decisions are taken from other confidences on: it was ${before}, and is ${after}`);
  return found;
}

function modelWords(model: RunManifest['encoder'] | undefined): string {
  return model ? `${model.id} (${short(model.hash)})` : 'none';
}

/** The learner that took part in answers; those that were learned for the run are no difference. */
function learnerWords({ learners }: RunManifest): string {
  const active = learners.filter(({ id }) => id !== null);
  return active.map(({ id, strategy }) => `learner ${id ?? ''} (${strategy})`).join(', ') || 'no learner';
}

function thresholdWords({ thresholds: { auto, suggest, review } }: RunManifest): string {
  return `auto ${auto}, suggest ${suggest}, review ${review}`;
}

function predictionsDiffer(first: RunManifest, second: RunManifest): string[] {
  if (first.predictionsSha256 === second.predictionsSha256) return [];
  return [
    `the predictions differ: their sha256 was ${short(first.predictionsSha256)} and is ${short(second.predictionsSha256)}`,
  ];
}

function figuresDiffer(first: EvaluationFigures, second: EvaluationFigures): string[] {
  // As they are kept: what JSON cannot say is no difference.
  const before = plain(first);
  if (isDeepStrictEqual(before, likewise(plain(second), before))) return [];
  if (first.task === 'mentions' && second.task === 'mentions') return ranksDiffer(first, second);
  if (first.task === 'posts' && second.task === 'posts') return spansDiffer(first, second);
  return [`one run is over ${first.task}, the other over ${second.task}`];
}

function spansDiffer(first: PostFigures, second: PostFigures): string[] {
  const main = SPAN_CRITERIA.flatMap((criterion) =>
    SPAN_WAYS.flatMap((way) => {
      const [before, now] = [first, second].map(({ endToEnd }) => endToEnd[criterion][way].f1?.value ?? 0);
      if (before === undefined || now === undefined || before === now) return [];
      return [
        `the ${criterion} F1 (${SPAN_WAY_WORDS[way]}) was ${percent(before)} and is ${percent(now)} (${points(now - before)} points)`,
      ];
    }),
  );
  return main.length > 0 ? main : ['the figures differ, but no F1 end to end: compare figures.json'];
}

function ranksDiffer(first: Figures, second: Figures): string[] {
  const accuracies = first.overall.accuracy.flatMap(({ k, micro }) => {
    const now = second.overall.accuracy.find((each) => each.k === k)?.micro.value;
    if (now === undefined || now === micro.value) return [];
    return [
      `Acc@${k} was ${percent(micro.value)} and is ${percent(now)} (${points(now - micro.value)} points)`,
    ];
  });
  const [then, now] = [first.overall.mrr.value, second.overall.mrr.value];
  const mrr =
    then === now ? [] : [`MRR was ${then.toFixed(3)} and is ${now.toFixed(3)} (${signed(now - then, 3)})`];
  const main = [...accuracies, ...mrr];
  return main.length > 0 ? main : ['the figures differ, but neither Acc@k nor MRR: compare figures.json'];
}

/** Programs and machine may change, as long as the answers do not. */
function notesOf(first: RunManifest, second: RunManifest): string[] {
  const items: readonly (readonly [string, (manifest: RunManifest) => string])[] = [
    ['service', ({ software }) => software.service],
    ['Node', ({ software }) => software.node],
    ['normal form', ({ software }) => String(software.normalForm)],
    ['cleaning', ({ software }) => String(software.cleaning)],
    ['ranking', ({ software }) => String(software.ranking ?? 'not written down')],
    ['index', ({ ontology }) => ontology.index],
    ['machine', ({ machine }) => `${machine.platform} ${machine.arch}, ${machine.cpu}`],
  ];
  return items.flatMap(([name, of]) =>
    of(first) === of(second) ? [] : [`${name}: ${of(first)} then, ${of(second)} now`],
  );
}

function plain(figures: EvaluationFigures): unknown {
  return JSON.parse(JSON.stringify(figures));
}

/** A value without what the other has no place for: what an earlier release did not measure is no difference. */
function likewise(value: unknown, model: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(model))
    return value.map((each: unknown, at) => likewise(each, model[at]));
  if (!isRecord(value) || !isRecord(model)) return value;
  return Object.fromEntries(
    Object.keys(model).flatMap((key) => (key in value ? [[key, likewise(value[key], model[key])]] : [])),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(hash: string): string {
  return `${hash.replace(/^sha256:/, '').slice(0, SHOWN_DIGITS)}…`;
}
