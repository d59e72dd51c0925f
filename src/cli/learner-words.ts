import type { RunManifest } from '../evaluation/index.js';
import { CODED_ALONE, STRATEGIES, type HeldBackReport, type Strategy } from '../learners/index.js';
import type { ActiveLearner, LearnerDetail, TrainProgress } from '../training/index.js';
import type { ChangedLearner } from './backends/learner-backend.js';
import { grouped, mentionsOf, percent } from '../figure-words.js';
import { preparationStep, type Step } from './progress.js';
import { printable, Table } from './table.js';

/** How far training is, in words. */
export function trainingStep(label: string, ontology: string, progress: TrainProgress): Step {
  switch (progress.phase) {
    case 'learn':
      return { label, text: progress.words, fraction: progress.fraction };
    case 'embed-mentions':
      return {
        label,
        text: `${grouped(progress.done)} of ${grouped(progress.total)} mentions of the coded set embedded`,
        fraction: progress.done / progress.total,
      };
    case 'read':
      if ('done' in progress) return { label, text: 'reading the coded set', fraction: null };
      return preparationStep(ontology, progress);
    case 'embed':
    case 'lend':
    case 'hubness':
    case 'index':
    case 'activate':
      return preparationStep(ontology, progress);
  }
}

/** What was learned, from what, and how each strategy did. */
export function learnerInWords({ id, ontology, version, codedSet, report, active }: LearnerDetail): string {
  const { heldBack, leftOut } = report;
  const left = [
    [leftOut.withoutConcept, 'without a concept'],
    [leftOut.composite, 'right only with several concepts together'],
    [leftOut.unknownConcept, `of concepts that ${ontology} ${version} cannot propose`],
    [leftOut.unusable, 'empty or too long'],
  ] as const;
  const reasons = left.filter(([count]) => count > 0).map(([count, why]) => `${grouped(count)} ${why}`);
  const examples = report.unknownExamples.slice(0, 5).map(printable).join('; ');
  const table = new Table([
    { title: 'STRATEGY' },
    { title: 'FIRST', right: true },
    { title: 'AMONG FIVE', right: true },
    { title: '' },
  ]);
  const rows = STRATEGIES.map((strategy) => {
    const { first, five } = heldBack.strategies[strategy];
    return [strategy, percent(first), percent(five), strategy === heldBack.best ? 'the best: auto' : ''];
  });
  return [
    `Learner ${id} of ${printable(ontology)} ${printable(version)}${active ? ' (takes part in answers)' : ''}\n`,
    `Learned from ${mentionsOf(report.learned)} of ${printable(codedSet.name)} (${grouped(heldBack.concepts)} concepts) in ${report.seconds} s.\n`,
    reasons.length === 0 ? '' : `Left out: ${reasons.join(', ')}.\n`,
    examples === '' ? '' : `Not known: ${examples}.\n`,
    `\nOn ${mentionsOf(heldBack.heldBack)} that were held back (${percent(heldBack.unseenConcepts)} of concepts that nothing else was coded to):\n`,
    table.block(rows, true),
    cautionsInWords(heldBack, heldBack.best),
  ].join('');
}

/** What to mind of a learner that answers by `strategy`; empty where there is nothing. */
export function cautionsInWords(
  { heldBack, concepts, cautions }: Pick<HeldBackReport, 'heldBack' | 'concepts' | 'cautions'>,
  strategy: Strategy,
): string {
  const words = {
    few_held_back: `only ${mentionsOf(heldBack)} ${heldBack === 1 ? 'was' : 'were'} held back, so a figure may be 10 points off and more.`,
    only_coded_concepts:
      'each mention that was held back is of a concept that others were coded to, so the figures say nothing about all other concepts. nearest and classifier never propose those, and auto is neither of them here.',
    not_better:
      'no strategy is clearly better than dense, so auto is dense. A mention that was coded is answered as it was coded all the same.',
  } as const;
  const closed = CODED_ALONE.has(strategy)
    ? [`${strategy} proposes the ${grouped(concepts)} concepts that were coded, and never another.`]
    : [];
  return [...cautions.map((caution) => words[caution]), ...closed].map((each) => `Mind: ${each}\n`).join('');
}

export function learnerTable(learners: readonly LearnerDetail[]): string {
  if (learners.length === 0)
    return 'Nothing was learned yet: ade-normalizer learners train --ontology <name> --coded <file>\n';
  const table = new Table([
    { title: 'ID' },
    { title: 'CODED SET' },
    { title: 'VERSION' },
    { title: 'MENTIONS', right: true },
    { title: 'BEST' },
    { title: 'FIRST', right: true },
    { title: 'MADE' },
  ]);
  const rows = learners.map(({ id, codedSet, version, report, createdAt }) => {
    const { best, strategies } = report.heldBack;
    return [
      ...[id, codedSet.name, version, grouped(report.learned), best, percent(strategies[best].first)],
      createdAt.slice(0, 16).replace('T', ' '),
    ];
  });
  return table.block(rows, true);
}

/** What takes part in answers. */
export function activeInWords({ ontology, learner }: ActiveLearner): string {
  if (!learner) return `No learner takes part in the answers of ${printable(ontology)}.\n`;
  const { id, strategy, overrulesExact, lost, problem, by, at } = learner;
  return [
    `${printable(ontology)} answers with learner ${id}, by ${strategy}${overrulesExact ? ', also before equal names' : ''} (chosen by ${printable(by)} on ${at}).\n`,
    lost === 0 ? '' : `${grouped(lost)} of its concepts are not in the version that answers.\n`,
    problem === null ? '' : `It cannot be used, so answers are without it: ${problem}\n`,
  ].join('');
}

/** What a change of the learner that takes part came to. */
export function changedInWords({ generation, ...now }: ChangedLearner): string {
  return generation === null
    ? `Nothing changed. ${activeInWords(now)}`
    : `${activeInWords(now)}From generation ${generation} on.\n`;
}

/** What was learned and took part in a run; nothing where nothing did. */
export function learnersInWords({ learners, settings }: RunManifest): string {
  const [first] = learners;
  if (!first) return '';
  const strategies = [...new Set(learners.map(({ strategy }) => strategy))].join(', ');
  if (settings.learning === 'active')
    return `Ranked by ${strategies}, with learner ${first.id ?? ''} (${mentionsOf(first.learned)} coded).\n`;
  const counts = learners.map(({ learned }) => learned);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const mentions = least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
  const folds = learners.length === 1 ? 'its train rows' : `the train rows of ${learners.length} folds`;
  return `Ranked by ${strategies}, learned for this run from ${folds} (${mentions} coded mentions each).\n`;
}
