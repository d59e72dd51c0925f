import t from 'tap';
import { serveApplication } from '../support/application.js';
import { finished, post, send, upload } from '../support/http.js';
import { goldId } from '../support/http-evaluation.js';

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());

t.test('by names, a concept takes as many places as it has names', async (t) => {
  const terms = 'id,name,synonyms\nH,Headache,Aching head|Head ache\nM,Dry mouth,\n';
  const fields = { version: '1', expansion: 'none', activate: 'true' };
  t.match(await finished(service, await upload(service, 'twonames', terms, fields)), { state: 'succeeded' });
  const goldSet = await goldId(service, 'mention,gold_id\nheadache,M\n');
  const job = await finished(
    service,
    await post(service, '/v1/evaluations', { goldSet, ontology: 'twonames', k: [1, 2, 3, 4] }),
  );
  const { body } = await send(service, `/v1/evaluations/${job.id}`);
  const right = (values: readonly number[]) => values.map((value, at) => ({ k: at + 1, value }));
  t.match(body, {
    figures: {
      overall: { accuracy: right([0, 1, 1, 1]).map(({ k, value }) => ({ k, micro: { value } })) },
      namesLevel: { mentions: 1, accuracy: right([0, 0, 0, 1]) },
    },
  });
});
