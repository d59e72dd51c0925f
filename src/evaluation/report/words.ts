import { grouped, mentionsOf, percent, percentEstimate, percentWithin } from '../../figure-words.js';
import type { Decision } from '../../normalize/index.js';
import type { CalibrationFigures, Figures, RankFigures } from '../figures.js';
import type { RunManifest } from '../manifest.js';

/** What each decision asks of a coder. */
export const DECISION_WORDS: Readonly<Record<Decision, string>> = {
  auto: 'can be coded without a person',
  suggest: 'offered to a coder, who will mostly agree',
  review: 'a coder has to look for the right one',
  none: 'no concept is good enough to be proposed',
};

/** What a run is called, such as over its report. */
export function titleOf({ goldSet, ontology }: RunManifest): string {
  return `${ontology.name} ${ontology.version} measured on ${goldSet.name}`;
}

/** The run in plain sentences, a paragraph each: what was measured, how good it is, and how far to trust it. */
export function summaryOf(manifest: RunManifest, figures: Figures): readonly string[] {
  return [
    subject(manifest, figures),
    learning(manifest),
    ranking(figures.overall),
    missing(manifest),
    trust(figures.calibration),
    automatic(figures),
  ].filter((sentence) => sentence !== '');
}

function subject({ goldSet, ontology, encoder, settings, mentions }: RunManifest, { none }: Figures): string {
  const split = settings.split === null ? '' : ` (split ${settings.split})`;
  const system = `${ontology.name} ${ontology.version} (${grouped(ontology.concepts)} concepts)`;
  const verb = mentions.measured === 1 ? 'was' : 'were';
  const measured = `${mentionsOf(mentions.measured)} of ${goldSet.name}${split} ${verb} normalized to ${system} with the encoder ${encoder.id}.`;
  if (none.mentions === 0) return measured;
  return `${measured} For ${grouped(none.mentions)} of them no concept is right: they count for decisions and confidence, and not for Acc@k.`;
}

function ranking({ mentions, accuracy, floor }: RankFigures): string {
  const first = accuracy.find(({ k }) => k === 1);
  const further = accuracy.find(({ k }) => k === 5) ?? accuracy.findLast(({ k }) => k > 1);
  if (mentions === 0) return 'No mention has a right concept, so there is no accuracy to speak of.';
  const parts = [
    ...(first ? [`came first for ${percentEstimate(first.micro)} of the mentions (Acc@1)`] : []),
    ...(further
      ? [`was among the first ${further.k} for ${percentEstimate(further.micro)} (Acc@${further.k})`]
      : []),
  ];
  if (parts.length === 0) return `Equal spelling alone finds ${percent(floor)} of the right concepts.`;
  return `The right concept ${parts.join(' and ')}, with 95% intervals in brackets. Equal spelling alone puts it first for ${percent(floor)}: the floor under every system.`;
}

/** What was learned and took part. */
function learning({ learners, goldSet, settings }: RunManifest): string {
  const [first] = learners;
  if (!first) return '';
  const strategies = [...new Set(learners.map(({ strategy }) => strategy))].join(', ');
  if (settings.learning === 'folds') {
    const folds =
      learners.length === 1 ? '' : `, of each of the ${learners.length} folds for its own test rows`;
    return `Concepts were ranked by ${strategies}, learned for this run from the train rows of the gold set${folds}.`;
  }
  const same = learners.some(({ codedSet }) => codedSet === goldSet.id);
  const warning = same
    ? ' It was trained on this very gold set: unless that was on its train rows alone, the figures say little about other mentions.'
    : '';
  return `Concepts were ranked by ${strategies}, with a learner that was trained on ${mentionsOf(first.learned)}.${warning}`;
}

function missing({ mentions, settings }: RunManifest): string {
  const [count, fate] =
    settings.missing === 'miss'
      ? [mentions.missing, 'these count as misses']
      : [mentions.excluded, 'these were left out'];
  return count === 0
    ? ''
    : `For ${mentionsOf(count)} the ontology has none of the concepts that are right; ${fate}.`;
}

/** Up to these errors of calibration, confidence is called good, and a rough guide. A convention of this report. */
const GOOD_ECE = 0.05;
const ROUGH_ECE = 0.1;

function trust(calibration: CalibrationFigures | null): string {
  if (calibration === null)
    return 'There is no calibrated confidence, so nothing can be said of how far to trust it.';
  const { ece, bins } = calibration;
  const mentions = bins.reduce((sum, bin) => sum + bin.mentions, 0);
  const lean = bins.reduce((sum, bin) => sum + bin.mentions * (bin.confidence - bin.accuracy), 0) / mentions;
  const side = Math.abs(lean) < 0.01 ? '' : `, and is too ${lean > 0 ? 'high' : 'low'} on the whole`;
  const advice =
    ece <= GOOD_ECE
      ? 'it can be taken at its word'
      : ece <= ROUGH_ECE
        ? 'take it as a rough guide'
        : 'do not rely on it for mentions like these; have thresholds proposed from them (evaluate thresholds)';
  return `Confidence is off by ${(ece * 100).toFixed(1)} percentage points on average (expected calibration error)${side}: ${advice}.`;
}

function automatic({ decisions }: Figures): string {
  const all = decisions.reduce((sum, { mentions }) => sum + mentions, 0);
  const auto = decisions.find(({ decision }) => decision === 'auto');
  if (all === 0) return '';
  if (!auto || auto.mentions === 0) return 'No mention could be coded without a person (auto).';
  const rightly =
    auto.right === null ? '' : `, ${percentWithin(auto.right, auto.rightInterval)} of them rightly`;
  return `${percent(auto.mentions / all)} of the mentions (${grouped(auto.mentions)} of ${grouped(all)}) could be coded without a person (auto)${rightly}.`;
}
