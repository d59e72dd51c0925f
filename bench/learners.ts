// What learning from coded data brings, and how long it takes.
//
//   npx tsx bench/learners.ts --data <folder> timing         20,000 mentions of 3,000 concepts, invented vectors
//   npx tsx bench/learners.ts --data <folder> development    invented posts and lay phrases: for choices
//   npx tsx bench/learners.ts --data <folder> folds          AskAPatient and TwADR-L, ten folds: measured only
//
// The folder is that of the open sets, which are not part of this repository. On the published folds everything is
// learned from the fold's train rows; the validation rows are not used.
import { Command, Option } from 'commander';
import { STRATEGIES, trainLearner } from '../src/learners/index.js';
import { normalForm } from '../src/text/index.js';
import { CHOICES, GROUPS, trainAndTest, type Cell, type Mentions } from './learners/protocol.js';
import { phraseFolds, postFolds, publishedFolds, type CodedText, type FoldedSet } from './learners/sets.js';
import { clustered } from './learners/synthetic.js';
import { Vectors } from './learners/vectors.js';
import { printTable, say } from './service/table.js';

const SEED = 1;

interface Options {
  readonly data: string;
  readonly only?: string;
  readonly folds?: number;
  readonly negatives: 'hard' | 'random';
}

const program = new Command('learners')
  .requiredOption('--data <folder>', 'the open sets')
  .option('--only <set>', 'of the published ones: askapatient or twadr-l')
  .option('--folds <n>', 'of each set, for a quick look', Number)
  .addOption(new Option('--negatives <kind>', 'of the metric').choices(['hard', 'random']).default('hard'));
program.command('timing').action(timing);
program.command('development').action(() => {
  const { data } = program.opts<Options>();
  return measure([postFolds(data), phraseFolds()]);
});
program.command('folds').action(() => {
  const { data, only } = program.opts<Options>();
  const sets = [
    { name: 'askapatient', title: 'AskAPatient' },
    { name: 'twadr-l', title: 'TwADR-L' },
  ];
  return measure(
    sets
      .filter(({ name }) => only === undefined || name === only)
      .map(({ name, title }) => publishedFolds(data, name, title)),
  );
});
await program.parseAsync();

async function timing(): Promise<void> {
  const input = clustered(20_000, 3000, 384, SEED);
  const started = performance.now();
  const at = (): string => ((performance.now() - started) / 1000).toFixed(1);
  const { report } = await trainLearner(input, {
    progress: (_, words) => {
      say(`${at()} s: ${words}`);
    },
  });
  const { user, system } = process.cpuUsage();
  console.log('20,000 mentions of 3,000 concepts, 384 dimensions, one thread');
  console.log(`trained in ${at()} s, of which the processor worked ${((user + system) / 1e6).toFixed(1)} s`);
  for (const strategy of STRATEGIES) console.log(strategy, percent(report.strategies[strategy].first));
}

async function measure(sets: readonly FoldedSet[]): Promise<void> {
  const vectors = await Vectors.open();
  try {
    for (const set of sets) await measureSet(set, vectors);
  } finally {
    await vectors.close();
  }
}

async function measureSet(set: FoldedSet, vectors: Vectors): Promise<void> {
  const names = {
    vectors: await vectors.of(set.names.map(({ mention }) => mention)),
    concepts: Int32Array.from(set.names, ({ concept }) => concept),
  };
  const nameForms = new Set(set.names.map(({ mention }) => normalForm(mention)));
  const texts = [
    ...new Set(set.folds.flatMap(({ train, test }) => [...train, ...test].map((each) => each.mention))),
  ];
  const all = await vectors.of(texts);
  const place = new Map(texts.map((text, i) => [text, i]));
  const { dimension } = vectors;
  const coded = (rows: readonly CodedText[]): Mentions => {
    const own = new Float32Array(rows.length * dimension);
    rows.forEach(({ mention }, i) => {
      const from = (place.get(mention) ?? 0) * dimension;
      own.set(all.subarray(from, from + dimension), i * dimension);
    });
    const forms = rows.map(({ mention }) => normalForm(mention));
    return {
      ...{ vectors: own, forms, named: forms.map((form) => nameForms.has(form)) },
      concepts: Int32Array.from(rows, ({ concept }) => concept),
    };
  };
  const cells: Cell[] = [];
  const { folds: count, negatives } = program.opts<Options>();
  const folds = set.folds.slice(0, count);
  for (const { train, test } of folds) {
    const {
      cells: own,
      report,
      seconds,
    } = await trainAndTest(coded(train), coded(test), names, { dimension, seed: SEED, negatives });
    cells.push(...own);
    const heldBack = STRATEGIES.map((each) => `${each} ${percent(report.strategies[each].first)}`).join(', ');
    say(
      `${set.title}: ${train.length} mentions, ${report.rows} distinct, ${report.heldBack} held back, ${seconds.toFixed(0)} s; ` +
        `held back: ${heldBack}; best ${report.best}; ${JSON.stringify(report.chosen)}`,
    );
  }
  printResult(set, cells, folds.length);
}

/** Acc@1 / Acc@5 in percent: mean over folds, and the standard deviation of Acc@1. */
function printResult(set: FoldedSet, cells: readonly Cell[], folds: number): void {
  console.log(`\n${set.title}: ${set.names.length} names, ${folds} folds; Acc@1 ± sd / Acc@5`);
  const rows = [false, true].flatMap((lookUp) =>
    CHOICES.map((choice) => [
      lookUp ? `${choice}, coded mentions looked up` : choice,
      ...GROUPS.map((group) => {
        const own = cells
          .filter((cell) => cell.choice === choice && cell.lookUp === lookUp && cell.group === group)
          .map(({ accuracy }) => accuracy)
          .filter(({ mentions }) => mentions > 0);
        const first = own.map((each) => each.first);
        if (own.length === 0) return '';
        return `${percent(mean(first))} ± ${percent(deviation(first))} / ${percent(mean(own.map((each) => each.five)))}`;
      }),
    ]),
  );
  const counts = GROUPS.map((group) =>
    mean(
      cells
        .filter((cell) => cell.choice === 'dense' && !cell.lookUp && cell.group === group)
        .map(({ accuracy }) => accuracy.mentions),
    ),
  );
  printTable(['strategy', ...GROUPS.map((group, i) => `${group} (${(counts[i] ?? 0).toFixed(0)})`)], rows);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1),
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
