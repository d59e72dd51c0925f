import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import t from 'tap';
import { serveApplication, type TestApplication } from '../support/application.js';
import { finished, JobAnswer, post, read, send } from '../support/http.js';
import { goldId, manyMentions, underWay } from '../support/http-evaluation.js';

t.setTimeout(180_000);

const start = (service: TestApplication, request: object) => post(service, '/v1/evaluations', request);
const kept = ({ folder }: TestApplication): string[] =>
  readdirSync(join(folder, 'data', 'evaluations')).sort();
const Runs = Type.Object({ evaluations: Type.Array(Type.Object({ id: Type.String() })) });
const runs = async (service: TestApplication): Promise<string[]> =>
  read(Runs, (await send(service, '/v1/evaluations')).body).evaluations.map(({ id }) => id);

t.test('a run that is cancelled leaves nothing', async (t) => {
  const service = await serveApplication(t.testdir());
  t.teardown(() => service.close());
  const [folders, list] = [kept(service), await runs(service)];
  const accepted = await start(service, { goldSet: await goldId(service, manyMentions(20_000)) });
  await underWay(service, accepted);
  const { id } = read(JobAnswer, accepted.body);
  t.equal((await send(service, { method: 'DELETE', url: `/v1/jobs/${id}` })).status, 200);
  t.match(await finished(service, accepted), { state: 'cancelled', result: null });
  t.strictSame(kept(service), folders);
  t.strictSame(await runs(service), list);
  t.match((await send(service, `/v1/evaluations/${id}`)).body, { code: 'evaluation_not_found' });
});

t.test('a run that a restart cut off is made all the same, and once', async (t) => {
  const folder = t.testdir();
  const first = await serveApplication(folder);
  const goldSet = await goldId(first, manyMentions(1500));
  const accepted = await start(first, { goldSet, resamples: 100 });
  await underWay(first, accepted);
  await first.close();
  t.strictSame(kept(first), [], 'nothing is kept of what was not ended');

  const second = await serveApplication(folder);
  t.teardown(() => second.close());
  const { id } = read(JobAnswer, accepted.body);
  t.match(await finished(second, accepted), {
    id,
    state: 'succeeded',
    result: { id, overall: { mentions: 1500 } },
  });
  t.strictSame(await runs(second), [id]);
  t.strictSame(kept(second), [id]);
});
