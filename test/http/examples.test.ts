import t from 'tap';
import { Type } from '@sinclair/typebox';
import { serveApplication } from '../support/application.js';
import { POST_SETTINGS } from '../support/posts.js';
import { misfits, operation, operations, type Operation } from '../support/http-document.js';
import { JobAnswer, finished, form, linesOf, read, send, type Answer } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir(), POST_SETTINGS);
t.teardown(() => service.close());

/** What each example comes to on a service where the others were executed, those first that need nothing. */
const EXPECTED: Readonly<Record<string, number>> = {
  getThresholds: 200,
  setThresholds: 200,
  resetThresholds: 200,
  proposeThresholds: 404,
  normalize: 200,
  normalizeStream: 200,
  classify: 200,
  extract: 200,
  annotate: 200,
  annotateStream: 200,
  listOntologies: 200,
  getOntology: 200,
  searchConcepts: 200,
  getConcept: 200,
  addVersion: 202,
  activateVersion: 202,
  rollbackVersion: 202,
  listVersions: 200,
  removeVersion: 404,
  listOverrides: 200,
  changeOverrides: 200,
  removeOverride: 200,
  listAudit: 200,
  verifyAudit: 200,
  assessImpact: 202,
  getImpact: 404,
  getImpactPage: 404,
  getImpactConcepts: 404,
  getImpactCoded: 404,
  addGoldSet: 201,
  listGoldSets: 200,
  listImpacts: 200,
  getGoldSet: 200,
  removeGoldSet: 404,
  startEvaluation: 202,
  listEvaluations: 200,
  getEvaluation: 404,
  removeEvaluation: 404,
  removeImpact: 404,
  compareEvaluations: 404,
  getEvaluationPage: 404,
  getEvaluationSummary: 404,
  getEvaluationPredictions: 404,
  getEvaluationManifest: 404,
  setShadow: 404,
  getShadow: 404,
  endShadow: 404,
  trainLearner: 202,
  listLearners: 200,
  getLearner: 404,
  removeLearner: 404,
  getActiveLearner: 200,
  activateLearner: 404,
  deactivateLearner: 200,
  giveFeedback: 200,
  listFeedback: 200,
  exportFeedback: 200,
  getAgreement: 200,
  reviewFeedback: 200,
  removeFeedback: 404,
  makeCodedSet: 201,
  makeOverrides: 200,
  getJob: 404,
  followJob: 404,
  cancelJob: 404,
  health: 200,
  readiness: 200,
  metrics: 200,
  info: 200,
};

const UploadExample = Type.Object({ file: Type.String() });

/** Sends an operation's example as Swagger UI does. */
async function sendExample({ method, exampleUrl: url, body }: Operation): Promise<Answer> {
  if (body === null) return send(service, { method, url });
  if (body.type !== 'multipart/form-data') {
    const payload = typeof body.example === 'string' ? body.example : JSON.stringify(body.example);
    return send(service, { method, url, payload, headers: { 'content-type': body.type } });
  }
  const { file, ...fields } = read(UploadExample, body.example);
  const texts = Object.entries(fields).map(([name, value]) => [name, String(value)] as const);
  return send(service, {
    method,
    url,
    ...(await form([['file', 'terms.csv', file]], Object.fromEntries(texts))),
  });
}

t.test('every operation of the document is known here', (t) => {
  t.strictSame(operations.map(({ id }) => id).sort(), Object.keys(EXPECTED).sort());
  t.end();
});

const isNoted = ({ description }: Operation): boolean => description.includes('**Example:**');
const inTurn = [...operations].sort((a, b) => Number(isNoted(a)) - Number(isNoted(b)));

for (const one of inTurn) {
  t.test(`the example of ${one.id} is answered as the document says`, async (t) => {
    const answer = await sendExample(one);
    t.equal(answer.status, EXPECTED[one.id], answer.text.slice(0, 200));
    const declared = one.answer(answer.status);
    if (!declared) throw new Error(`${one.id} does not declare ${answer.status}`);
    t.equal(String(answer.headers['content-type']).split(';')[0], declared.type);
    t.strictSame(misfits(declared.schema, answer.body ?? answer.text), []);
    if (answer.status >= 400) t.ok(isNoted(one), 'the description says what it takes');
    if (answer.status !== 202) return;
    const { state, error } = await finished(service, answer);
    t.equal(state, one.id === 'rollbackVersion' ? 'failed' : 'succeeded', JSON.stringify(error));
  });
}

t.test('fields of a form that are left empty count for nothing', async (t) => {
  const { file } = read(UploadExample, operation('addGoldSet').body?.example);
  const empty = { name: '', format: '', columns: '', sheet: '', types: '' };
  const payload = await form([['file', 'terms.csv', file]], empty);
  const answer = await send(service, { method: 'POST', url: '/v1/gold-sets', ...payload });
  t.equal(answer.status, 200, answer.text);
});

t.test('the examples show what the service is for', async (t) => {
  t.match((await sendExample(operation('normalize'))).body, {
    results: [{ candidates: [{ name: 'Insomnia' }] }, { id: 'r17' }],
  });
  t.match(linesOf((await sendExample(operation('normalizeStream'))).text), [
    { line: 1, candidates: [{ name: 'Insomnia' }] },
    { line: 2, id: 'r17' },
    { summary: { lines: 2, ok: 2, failed: 0 } },
  ]);
  t.match((await sendExample(operation('classify'))).body, {
    results: [{ adverseEvent: { label: true } }, { id: 'r17', adverseEvent: { label: false } }],
  });
  t.match((await sendExample(operation('annotate'))).body, {
    results: [
      { classification: { adverseEvent: { label: true } }, events: [{}] },
      { id: 'r17', events: [] },
    ],
  });
  t.match((await sendExample(operation('getConcept'))).body, { name: 'Insomnia' });
  t.match((await sendExample(operation('searchConcepts'))).body, { items: [{ name: 'Insomnia' }] });
});

t.test(
  'a job of one’s own is shown, followed and refused to be cancelled as the document says',
  async (t) => {
    const accepted = await sendExample(operation('activateVersion'));
    const { id } = read(JobAnswer, accepted.body);
    const shows: readonly (readonly [id: string, method: 'GET' | 'DELETE', path: string, status: number])[] =
      [
        ['followJob', 'GET', `/v1/jobs/${id}/events`, 200],
        ['getJob', 'GET', `/v1/jobs/${id}`, 200],
        ['cancelJob', 'DELETE', `/v1/jobs/${id}`, 409],
      ];
    for (const [name, method, url, status] of shows) {
      const answer = await send(service, { method, url });
      const declared = operation(name).answer(status);
      t.equal(answer.status, status, name);
      t.equal(String(answer.headers['content-type']).split(';')[0], declared?.type, name);
      t.strictSame(declared && misfits(declared.schema, answer.body ?? answer.text), [], name);
    }
  },
);

t.test('every route of the service is in the document, or belongs to its pages', async (t) => {
  const documented = operations.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
  const served = routesIn(service.app.printRoutes({ commonPrefix: false }));
  const own = served.filter(
    (route) => !/^\w+ \/(?:docs.*|openapi\.\w+)?$/.test(route) && !route.startsWith('HEAD '),
  );
  t.strictSame(own.sort(), documented.sort());
  t.equal((await send(service, '/')).headers['location'], '/docs');
  t.match((await send(service, '/docs')).text, /swagger-ui/);
  const document = await send(service, '/docs/json');
  t.match(document.body, { openapi: '3.1.0' });
  const json = await send(service, '/openapi.json');
  t.match(json.headers['content-type'], /^application\/json/);
  t.equal(json.text, document.text);
  const yaml = await send(service, '/openapi.yaml');
  t.match(yaml.headers['content-type'], /^application\/yaml/);
  t.equal(yaml.text, (await send(service, '/docs/yaml')).text);
});

/** Reads the tree that the router draws: a part of a path in each line, below the part before it. */
function routesIn(tree: string): readonly string[] {
  const parts: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^([│ ]*)[└├]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    parts.splice(indent.length / 4, Infinity, part);
    return methods?.split(', ').map((method) => `${method} ${parts.join('')}`) ?? [];
  });
}
