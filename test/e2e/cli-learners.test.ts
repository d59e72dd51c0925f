import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { trainingStep } from '#src/cli/learner-words.js';
import { goldSetForm } from '#src/http/schemas/evaluation-examples.js';
import { runCli } from '../support/cli.js';
import { makeSmallStarter } from '../support/small-starter.js';

t.setTimeout(180_000);

const root = t.testdir({ starter: {}, files: {} });
await makeSmallStarter(join(root, 'starter'));
const env = {
  ADE_STARTER_DIR: join(root, 'starter'),
  ADE_DATA_DIR: join(root, 'data'),
  ADE_WORKERS: '1',
};

t.test('training tells first what is doubtful in the coded set', async (t) => {
  const coded = join(root, 'files', 'coded.csv');
  const more = [
    'drums behind my forehead,,Headache,train',
    'my head pounds since noon,,Nausea,train',
    'of no list,,Zzz,train',
  ];
  await writeFile(coded, `${goldSetForm.file}${more.join('\n')}\n`);
  const run = await runCli(['learners', 'train', '--ontology', 'starter', '--coded', coded], env);
  t.equal(run.code, 0, run.stderr);
  t.match(run.stderr, /^Gold set +coded/m);
  t.match(run.stderr, /^Read +coded\.csv: table, utf-8, 30 mentions$/m);
  t.match(run.stderr, /^Duplicates +1 mention repeated with the same concepts/m);
  t.match(run.stderr, /^Differing +1 mention with other concepts/m);
  t.match(run.stderr, /^ +line 30: my head pounds since noon \(first on line 18\)$/m);
  t.match(run.stdout, /^Learner [-0-9a-f]{36} of starter 1\nLearned from 26 mentions of coded/);
});

t.test('while the version is prepared, the progress is that of the ontology', (t) => {
  const embed = {
    phase: 'embed',
    done: 512,
    total: 123_866,
    reused: 0,
    perSecond: 400,
    secondsLeft: 300,
  } as const;
  t.match(trainingStep('coded-2025', 'meddra', embed), {
    label: 'preparing meddra',
    text: /^512 of 123,866 names embedded/,
  });
  t.match(trainingStep('coded-2025', 'meddra', { phase: 'embed-mentions', done: 20, total: 40 }), {
    label: 'coded-2025',
    text: '20 of 40 mentions of the coded set embedded',
  });
  t.end();
});
