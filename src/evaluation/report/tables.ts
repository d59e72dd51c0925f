import {
  grouped,
  percent,
  percentEstimate,
  percentOrDash,
  percentWithin,
  plainEstimate,
  points,
} from '../../figure-words.js';
import { htmlNote, htmlTable, type Heading } from '../../html-page.js';
import type {
  DecisionFigures,
  Figures,
  NoneFigures,
  PartFigures,
  RankFigures,
  RunFigures,
} from '../figures.js';
import type { RunManifest } from '../manifest.js';
import type { Prediction } from '../prediction.js';
import type { Confusion } from './confusions.js';
import { DECISION_WORDS } from './words.js';

/** Lines of a table that divides the mentions; a gold set may have a group for every document. */
const MOST_PARTS = 100;
/** Characters of a mention. */
const LONGEST_TEXT = 300;

/** A heading over what is under it; nothing where there is nothing. */
export function section(title: string, ...parts: readonly string[]): readonly string[] {
  const present = parts.filter((part) => part !== '');
  return present.length === 0 ? [] : [`<h2>${title}</h2>`, ...present];
}

export function accuracyTable({ accuracy }: RankFigures): string {
  return htmlTable(
    ['Measure', { number: 'Micro (95% interval)' }, { number: 'Macro (95% interval)' }],
    accuracy.map(({ k, micro, macro, macroInterval }) => [
      ...[`Acc@${k}`, percentEstimate(micro), percentWithin(macro, macroInterval)],
    ]),
  );
}

/** By concepts, as all other figures count, and by names; nothing where names were not counted. */
export function namesLevelTable({ overall, namesLevel }: Figures): string {
  if (!namesLevel) return '';
  return htmlTable(
    ['Measure', { number: 'By concepts' }, { number: 'By names' }, { number: 'Difference in points' }],
    namesLevel.accuracy.map(({ k, value }) => {
      const micro = overall.accuracy.find((each) => each.k === k)?.micro.value ?? 0;
      return [`Acc@${k}`, percent(micro), percent(value), points(value - micro)];
    }),
  );
}

export function rankTable({ mentions, mrr, meanRank, found, floor }: RankFigures): string {
  const share = mentions === 0 ? '' : ` (${percent(found / mentions)})`;
  return htmlTable(
    ['Measure', { number: 'Value' }, 'What it is'],
    [
      ['MRR', plainEstimate(mrr), 'mean of 1/rank, 0 where the right concept was not proposed; 95% interval'],
      ...(meanRank === null
        ? []
        : [['Mean rank', meanRank.toFixed(2), 'of the right concept, where it was proposed']]),
      [
        'Found',
        `${grouped(found)}${share}`,
        `of ${grouped(mentions)} mentions, anywhere among the candidates`,
      ],
      ['Floor', percent(floor), 'Acc@1 of equal spelling alone'],
    ],
  );
}

export function decisionTable(decisions: readonly DecisionFigures[]): string {
  const all = decisions.reduce((sum, { mentions }) => sum + mentions, 0);
  if (all === 0) return '';
  return htmlTable(
    [
      ...['Decision', 'What it asks', { number: 'Mentions' }, { number: 'Share' }],
      { number: 'Right (95% interval)' },
    ],
    decisions.map(({ decision, mentions, right, rightInterval }) => [
      ...[
        decision,
        DECISION_WORDS[decision],
        grouped(mentions),
        percent(mentions / all),
        percentWithin(right, rightInterval),
      ],
    ]),
  );
}

export function noneTable({ mentions, precision, recall, f1 }: NoneFigures): string {
  if (mentions === 0) return '';
  return htmlTable(
    [{ number: 'Mentions of no concept' }, { number: 'Precision' }, { number: 'Recall' }, { number: 'F1' }],
    [[grouped(mentions), percentOrDash(precision), percentOrDash(recall), percentOrDash(f1)]],
  );
}

export function foldTables({ parts, accuracy }: RunFigures): string {
  const spread = htmlTable(
    ['Measure', { number: 'Mean of the folds' }, { number: 'Standard deviation' }],
    accuracy.map(({ k, mean, sd }) => [
      `Acc@${k}`,
      percent(mean),
      sd === null ? '–' : `${(sd * 100).toFixed(1)} points`,
    ]),
  );
  return spread + partTable('Fold', parts);
}

/** Lines come in their own order; where they are too many, those with most mentions are shown. */
export function partTable(title: string, parts: readonly PartFigures[]): string {
  const most = new Set(parts.toSorted((a, b) => b.mentions - a.mentions).slice(0, MOST_PARTS));
  const head: Heading[] = [
    ...[title, { number: 'Mentions' }],
    ...(parts[0]?.accuracy ?? []).map(({ k }) => ({ number: `Acc@${k}` })),
    { number: 'Floor' },
  ];
  const table = htmlTable(
    head,
    parts
      .filter((part) => most.has(part))
      .map(({ part, mentions, accuracy, floor }) => [
        ...[
          shortened(part),
          grouped(mentions),
          ...accuracy.map(({ value }) => percent(value)),
          percent(floor),
        ],
      ]),
  );
  if (parts.length <= MOST_PARTS) return table;
  const bound = `The ${MOST_PARTS} with most mentions, of ${grouped(parts.length)}; figures.json has all.`;
  return htmlNote(bound) + table;
}

export function rollUpTable(levels: Figures['rollUp']): string {
  return htmlTable(
    ['Level', { number: 'Mentions' }, { number: 'Acc@1' }],
    levels.map(({ level, mentions, accuracy }) => [level, grouped(mentions), percent(accuracy)]),
  );
}

export function confusionTable(confusions: readonly Confusion[]): string {
  const known = confusions.some(({ siblings }) => siblings !== null);
  return htmlTable(
    ['Right', 'Came first instead', { number: 'Mentions' }, ...(known ? ['Siblings'] : [])],
    confusions.map(({ gold, answered, count, siblings }) => [
      ...[conceptText(gold), conceptText(answered), grouped(count)],
      ...(known ? [siblings === null ? '–' : siblings ? 'yes' : 'no'] : []),
    ]),
  );
}

export function worstTable(worst: readonly Prediction[]): string {
  return htmlTable(
    [
      ...[
        { number: 'Line' },
        'Mention',
        'Right',
        { number: 'Its rank' },
        'First candidate',
        'Name that matched',
      ],
      ...[{ number: 'Confidence' }, 'Decision'],
    ],
    worst.map(({ line, mention, golds, rank, candidates: [first], confidence, decision }) => [
      ...[`${line}`, shortened(mention)],
      ...[
        golds.length === 0 ? 'no concept' : golds.map(conceptText).join('; '),
        rank === null ? '–' : `${rank}`,
      ],
      ...[
        first ? conceptText({ id: first.conceptId, name: first.name }) : '–',
        first ? shortened(first.matchedName) : '–',
      ],
      ...[confidence === null ? '–' : percent(confidence), decision],
    ]),
  );
}

/** What decides the figures, and where they were made. */
export function manifestTable(manifest: RunManifest): string {
  const { goldSet, ontology, encoder, settings, thresholds, mentions, software, machine } = manifest;
  return htmlTable(
    ['Item', 'Value'],
    [
      ['Run', manifest.id],
      ['Made', `${manifest.createdAt} by ${manifest.createdBy}`],
      [
        'Gold set',
        `${goldSet.name}, from ${goldSet.fileName}, ${grouped(goldSet.rows)} rows, id ${goldSet.id}`,
      ],
      ['Gold set, sha256', goldSet.sha256],
      [
        'Ontology',
        `${ontology.name} ${ontology.version}, ${grouped(ontology.concepts)} concepts, ${grouped(ontology.names)} names`,
      ],
      ['Artefact', ontology.artefact],
      ['Index', ontology.index],
      ['Lent by the starter vocabulary', ontology.expansion ?? 'nothing'],
      ['Encoder', encoder.id],
      ['Encoder, hash', encoder.hash],
      ...postItems(manifest),
      ['Ranked by', rankedBy(manifest)],
      ...(settings.task === 'posts' ? [] : [['Acc@k for k', settings.ks.join(', ')]]),
      ['Split', settings.split ?? 'all but train'],
      ['Golds that the ontology lacks', settings.missing === 'miss' ? 'count as misses' : 'are left out'],
      ['Bootstrap', `${grouped(settings.resamples)} resamples, seed ${settings.seed}`],
      [
        'Decided from confidence',
        `auto ${thresholds.auto}, suggest ${thresholds.suggest}, review ${thresholds.review}`,
      ],
      [
        'Mentions',
        `${grouped(mentions.measured)} measured, ${grouped(mentions.missing)} of them with golds that the ontology lacks, ${grouped(mentions.excluded)} left out`,
      ],
      [
        'Software',
        `service ${software.service}, Node ${software.node}, normal form ${software.normalForm}, cleaning ${software.cleaning}, ranking ${software.ranking ?? 'not written down'}`,
      ],
      ['Machine', `${machine.platform} ${machine.arch}, ${machine.cpu}, ${machine.cores} cores`],
      [
        settings.task === 'posts' ? 'Seconds to annotate' : 'Seconds to normalize',
        manifest.seconds.toFixed(1),
      ],
      ['Predictions, sha256', manifest.predictionsSha256],
    ],
  );
}

/** What decides the figures of posts alone. */
function postItems({ posts, settings }: RunManifest): readonly (readonly string[])[] {
  if (posts === null) return [];
  const { classifier, extractor, documents, unplaced } = posts;
  return [
    ['Classifier', classifier.id],
    ['Classifier, hash', classifier.hash],
    ['Extractor', extractor.id],
    ['Extractor, hash', extractor.hash],
    ['Events that count', settings.marks === 'all' ? 'of every mark' : 'those that the text reports'],
    [
      'Texts',
      `${grouped(documents.measured)} measured, ${grouped(documents.withMentions)} of them with mentions, ${grouped(documents.refused)} that could not be used`,
    ],
    ['Mentions without a place', grouped(unplaced)],
  ];
}

/** The strategy, and what was learned for it. */
function rankedBy({ learners, settings }: RunManifest): string {
  if (learners.length === 0) return settings.strategy === 'auto' ? 'dense' : settings.strategy;
  return learners
    .map(({ fold, id, strategy, learned }) => {
      const whose = id === null ? 'learned for the run' : `learner ${id}`;
      const where = fold === null ? '' : ` for fold ${fold}`;
      return `${strategy}, ${whose}${where} from ${grouped(learned)} coded mentions`;
    })
    .join('; ');
}

export function conceptText({ id, name }: { readonly id: string; readonly name: string }): string {
  return `${shortened(name)} (${id})`;
}

/** Never cut between the halves of a surrogate pair. */
export function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  return `${text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '')}…`;
}
