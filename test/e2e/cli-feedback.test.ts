import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { serveApplication } from '../support/application.js';
import { runCli } from '../support/cli.js';
import { finished, upload } from '../support/http.js';

t.setTimeout(240_000);

const folder = t.testdir();
const service = await serveApplication(folder, { ADE_DEFAULT_ONTOLOGY: 'mylist' });
t.teardown(() => service.close());
const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
const there = (...args: readonly string[]) =>
  runCli(['feedback', ...args, '--url', url], { ADE_DATA_DIR: '/dev/null/nowhere' });
const here = (...args: readonly string[]) =>
  runCli(['feedback', ...args], {
    ...{ ADE_DATA_DIR: join(folder, 'data'), ADE_STARTER_DIR: join(folder, 'starter'), ADE_WORKERS: '1' },
    ADE_DEFAULT_ONTOLOGY: 'mylist',
  });

const terms = 'id,name\nL1,Insomnia\nL2,Headache\n';
await finished(
  service,
  await upload(service, 'mylist', terms, { version: 'a', activate: 'true', expansion: 'none' }),
);

t.test('a file of feedback is given, listed and reviewed through a service', async (t) => {
  const file = join(folder, 'coded.csv');
  writeFileSync(
    file,
    'mention,proposed,concept_id,coder\nup all night,L1,L1,ann\nhead in a vice,L1,L2,ann\nup all night,L1,L2,bob\nnothing here,L1,none,bob\n',
  );
  t.match((await there('add', '--file', file)).stdout, /^4 taken for mylist a\./);
  const wrong = await there('add', 'x y', '--verdict', 'changed', '--concept', 'L9');
  t.equal(wrong.code, 1);
  t.match(
    wrong.stderr,
    /^error \(feedback_invalid\): Nothing was taken\. Entry 1 \(“x y”\): .*L9 is no concept/,
  );
  const list = await there('list', '--coder', 'ann');
  t.match(list.stdout, /^ *2 +head in a vice +changed +L1 +L2 +Headache +open +ann /m);
  t.notMatch(list.stdout, /bob/);
  t.equal(
    (await there('review', '1', '2', '99', '--as', 'approved')).stdout,
    '2 now approved. 1 of the ids does not exist.\n',
  );
  t.equal((await there('review', '--all', '--coder', 'bob', '--as', 'approved')).stdout, '2 now approved.\n');
  t.equal((await there('review', '--coder', 'bob', '--as', 'approved')).code, 2);
});

t.test('agreement is shown, and what approved feedback would change', async (t) => {
  t.match((await there('agreement', '--by', 'day')).stdout, /^all +4 +1 +2 +1 +25\.0% \(4\.6 to 69\.9\)$/m);
  const dry = await there('to-overrides', '--dry-run');
  t.match(
    dry.stdout,
    /^1 would be added, 0 would be changed; 0 settled so already, 2 left as they are\.\n {2}head in a vice: L2 Headache\n/,
  );
  t.match(dry.stdout, /up all night: coders disagree \(L1 1×, L2 1×\)/);
  const made = await there('to-coded-set', '--name', 'coders', '--test-share', '50%');
  t.match(
    made.stdout,
    /^Gold set +coders, id [0-9a-f]{16}\nRead +feedback\.jsonl: JSONL, utf-8, 4 mentions$/m,
  );
  t.match((await there('export', '--format', 'jsonl', '--verdict', 'rejected')).stdout, /^\{"id":4,.*\}\n$/);
});

t.test('the same goes on in this process', async (t) => {
  await service.close();
  const settled = await here('to-overrides', '--stop', '--json');
  t.match(JSON.parse(settled.stdout), { generation: 2, counts: { added: 2, changed: 0, left: 1 } });
  const out = join(folder, 'out.csv');
  t.equal((await here('export', '--out', out)).code, 0);
  t.equal(readFileSync(out, 'utf8').split('\r\n').length, 6);
  t.equal(statSync(out).mode & 0o077, 0, 'what people wrote is for its owner alone');
  t.match((await here('export', '--out', out)).stderr, /^error \(file_exists\).*\nhint: --force/);
  t.equal((await here('remove', '4')).stdout, 'The entry 4 is removed.\n');
  t.match((await here('remove', '4')).stderr, /^error \(feedback_not_found\)/);
});
