import { join } from 'node:path';
import t from 'tap';
import { serveApplication } from '../support/application.js';
import { runCli } from '../support/cli.js';
import { finished, post, upload } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());
const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
const there = (...args: readonly string[]) =>
  runCli(['ontologies', 'shadow', ...args, '--url', url], { ADE_DATA_DIR: '/dev/null/nowhere' });

t.test('a shadow is set, shown and ended through a service', async (t) => {
  for (const [version, id] of [
    ['1', 'L1'],
    ['2', 'L9'],
  ] as const) {
    const fields = { version, expansion: 'none', activate: String(version === '1') };
    const answer = await upload(service, 'mylist', `id,name\n${id},Insomnia\nL2,Headache\n`, fields);
    t.match(await finished(service, answer), { state: 'succeeded' });
  }
  const unset = await there('mylist');
  t.equal(unset.code, 1);
  t.match(unset.stderr, /^error \(shadow_not_set\): .*\nhint: .*ontologies shadow <name> <version>/);
  t.match((await there('mylist', '1')).stderr, /^error \(shadow_invalid\)/);
  t.equal(
    (await there('mylist', '2', '--share', '1')).stdout,
    'mylist: version 2 in the shadow of 1, for 100% of the mentions.\n',
  );
  await post(service, '/v1/normalize', { mentions: ['insomnia', 'headache'], ontology: 'mylist' });
  const shown = await there('mylist');
  t.match(shown.stdout, /Compared +2 mentions; 0 skipped, 0 failed\nAgreement +50%\n/);
  t.match(shown.stdout, /^ +1 +auto +auto +another$/m);
  t.match(shown.stdout, /^[0-9a-f]{32} +1 +auto: L1 Insomnia +auto: L9 Insomnia$/m);
  const ended = await there('mylist', '--end', '--json');
  t.match(JSON.parse(ended.stdout), { version: '2', compared: 2, differences: { concept: 1, same: 1 } });
  t.equal((await there('mylist', '--end')).code, 1);
});

t.test('what cannot be meant is refused', async (t) => {
  for (const args of [
    ['mylist', '2', '--end'],
    ['mylist', '2', '--share', '0'],
    ['mylist', '2', '--share', '2'],
    ['mylist', '--share', '0.5'],
  ])
    t.equal((await there(...args)).code, 2, args.join(' '));
});

t.test('without a service there is nothing to compare on', async (t) => {
  const env = {
    ADE_DATA_DIR: t.testdir(),
    ADE_STARTER_DIR: join(service.folder, 'starter'),
    ADE_WORKERS: '1',
  };
  const here = await runCli(['ontologies', 'shadow', 'starter'], env);
  t.equal(here.code, 1);
  t.match(here.stderr, /^error \(needs_service\): .*\nhint: .*ade-normalizer serve/);
});
