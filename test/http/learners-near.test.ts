/** Learning, with a list to which near concepts lend names: it never saw these. */
import { Type } from '@sinclair/typebox';
import t from 'tap';
import { serveApplication } from '../support/application.js';
import { termRows, trainRows } from '../support/coded-house.js';
import { finished, post, read, send, upload } from '../support/http.js';
import { goldId } from '../support/http-evaluation.js';

t.setTimeout(240_000);

const HOUSE = {
  L1: ['Trouble sleeping at night', 'blue folder'],
  L2: ['Pain in the head', 'gate nine'],
  L3: ['Spots on the skin', 'second tram'],
  L4: ['Feeling like being sick', 'paper crown'],
  L5: ['Lack of energy and tired', 'corner shop'],
  L6: ['Light headed and giddy', 'green lamp'],
} as const;
const Answer = Type.Object({
  results: Type.Array(
    Type.Object({ candidates: Type.Array(Type.Object({ conceptId: Type.String(), source: Type.String() })) }),
  ),
});

t.test('lent names do not crowd out what the moved vector finds', async (t) => {
  const service = await serveApplication(t.testdir());
  const terms = termRows(HOUSE);
  const added = await finished(
    service,
    await upload(service, 'mylist', ['id,name', ...terms, ''].join('\n'), {
      ...{ version: 'a', activate: 'true', expansion: 'near' },
    }),
  );
  const { lent } = read(
    Type.Object({ lent: Type.Object({ concepts: Type.Integer(), names: Type.Integer() }) }),
    added.result,
  );
  t.ok(lent.names > 128, 'more than one search looks at');
  const codedSet = await goldId(service, ['mention,gold_id,split', ...trainRows(HOUSE), ''].join('\n'));
  const { id } = await finished(service, await post(service, '/v1/ontologies/mylist/learners', { codedSet }));
  await send(service, { method: 'PUT', url: '/v1/ontologies/mylist/learner', payload: { id } });
  const options = { ontology: 'mylist', strategy: 'metric', topK: 6 };
  const mentions = ['wide awake at 4am again', 'hardly slept a wink', 'knackered all day'];
  const { results } = read(Answer, (await post(service, '/v1/normalize', { ...options, mentions })).body);
  for (const { candidates } of results) {
    t.equal(new Set(candidates.map(({ conceptId }) => conceptId)).size, 6);
    t.ok(candidates.every(({ source }) => source === 'metric'));
  }
  await service.close();
});
