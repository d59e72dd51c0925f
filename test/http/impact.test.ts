import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import t from 'tap';
import { RELEASE } from '../fixtures/readers/meddra.js';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { serveApplication } from '../support/application.js';
import { misfits, operation } from '../support/http-document.js';
import { finished, form, post, read, send, until, upload } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());

const Result = Type.Object({ id: Type.String(), links: Type.Record(Type.String(), Type.Unknown()) });
const folder = (name: string): string[] => readdirSync(join(service.folder, 'data', name));
const impactOf = (version: string): string => `/v1/ontologies/mylist/versions/${version}/impact`;
const withList = async (content: string, fields = {}, field = 'codedList') =>
  send(service, {
    method: 'POST',
    url: impactOf('b'),
    ...(await form([[field, 'coded.csv', content]], fields)),
  });

const NEW = [
  '{"id":"L1","name":"Sleep onset insomnia","parents":["P"]}',
  '{"id":"L2","name":"=HYPERLINK(1)","parents":["P"]}',
  '{"id":"P","name":"Head & <b>sleep</b>","selectable":false}',
  '{"id":"L9","name":"Dry mouth","parents":["P"]}',
];

t.test('two versions are brought, of which the first answers', async (t) => {
  const old =
    'id,name,parents\nP,Head & <b>sleep</b>,\nL1,Insomnia,P\nL2,Headache,P\nL3,Rash,P\nL4,Dry mouth,\n';
  const options = { version: 'a', activate: 'true', expansion: 'none' };
  t.match(await finished(service, await upload(service, 'mylist', old, options)), { state: 'succeeded' });
  const further = { version: 'b', expansion: 'none' };
  const added = await upload(service, 'mylist', `${NEW.join('\n')}\n`, further, 'terms.jsonl');
  t.match(await finished(service, added), { state: 'succeeded' });
});

t.test('a version is compared with the one that answers, and a coded list judged', async (t) => {
  const list =
    'verbatim;code;comment\n"cannot <i>sleep</i>";L1;\nred spots on the skin;L3;=1+1\nno idea;none;\ncotton mouth;L4;\nache;X7;\n';
  const answer = await withList(list);
  t.equal(answer.status, 202);
  t.match(answer.body, { kind: 'ontology.impact' });
  const job = await finished(service, answer);
  t.match(job, {
    state: 'succeeded',
    result: {
      ...{
        ontology: 'mylist',
        from: { version: 'a', concepts: 5, generation: 1 },
        to: { version: 'b', generation: null },
      },
      concepts: { counts: { added: 1, removed: 2, renamed: 2, moved: 0 } },
      coded: {
        ...{ file: 'coded.csv', entries: 5, affected: 4 },
        counts: { renamed: 1, invalid: 1, none: 1, merged: 1, unknown: 1, unchanged: 0 },
      },
    },
  });
  const { id, links } = read(Result, job.result);
  t.strictSame(links, {
    json: `/v1/impacts/${id}`,
    html: `/v1/impacts/${id}/report`,
    concepts: `/v1/impacts/${id}/concepts.csv`,
    coded: `/v1/impacts/${id}/coded.csv`,
  });

  const json = await send(service, `/v1/impacts/${id}`);
  t.match(json.headers['content-type'], /^application\/json/);
  t.match(json.body, {
    id,
    entries: [
      { line: 2, status: 'renamed', was: { name: 'Insomnia' }, now: [{ name: 'Sleep onset insomnia' }] },
      { line: 3, conceptId: 'L3', status: 'invalid', now: [], proposals: [{ conceptId: /^L/ }] },
      { line: 5, status: 'merged', now: [{ id: 'L9' }] },
      { line: 6, status: 'unknown', was: null },
    ],
  });
  const declared = operation('getImpact').answer(200);
  t.strictSame(declared && misfits(declared.schema, json.body), []);

  const page = await send(service, `/v1/impacts/${id}/report`);
  t.match(page.headers['content-type'], /^text\/html/);
  t.match(page.text, /4 of 5<\/strong> entries of coded\.csv are affected/);
  t.match(page.text, /cannot &lt;i&gt;sleep&lt;\/i&gt;/);
  t.match(page.text, /Head &amp; &lt;b&gt;sleep&lt;\/b&gt;/);
  t.notMatch(
    page.text,
    /<(?:b|i|script|link|img)[ >]|src=|url\(/,
    'nothing of a source is markup, nothing is fetched',
  );

  const concepts = await send(service, `/v1/impacts/${id}/concepts.csv`);
  t.match(concepts.headers, { 'content-type': /^text\/csv/, 'content-disposition': /attachment/ });
  t.match(concepts.text, /^\ufeffchange,concept_id,/);
  t.match(concepts.text, /\r\nrenamed,L2,'=HYPERLINK\(1\),/);
  const coded = await send(service, `/v1/impacts/${id}/coded.csv`);
  t.match(coded.text, /\r\n3,red spots on the skin,L3,'=1\+1,invalid,/);
  t.match(coded.text, /\r\n4,no idea,none,,none,/);
  t.equal(coded.text.trimEnd().split('\r\n').length, 6, 'every entry has its row');
});

t.test('without a list there is no coded.csv; versions are compared either way round', async (t) => {
  const job = await finished(service, await post(service, impactOf('a'), { from: 'b' }));
  t.match(job, {
    result: { coded: null, links: { coded: null }, concepts: { counts: { added: 2, removed: 1 } } },
  });
  const { id } = read(Result, job.result);
  t.match((await send(service, `/v1/impacts/${id}/coded.csv`)).body, {
    status: 404,
    code: 'impact_not_found',
  });
  const same = await finished(service, await send(service, { method: 'POST', url: impactOf('a') }));
  t.match(same, { state: 'succeeded', result: { concepts: { total: 0 } } }, 'without a body');
});

t.test('reports that are not there, and ids that are none', async (t) => {
  for (const id of ['0c9d2c58-2f0e-4a55-9a42-3f1c5a0f7b11', '..', '..%2Fsources', 'x', '%00']) {
    for (const file of ['', '/report', '/concepts.csv', '/coded.csv']) {
      const { status, body } = await send(service, `/v1/impacts/${id}${file}`);
      t.equal(status, 404, `${id}${file}`);
      t.match(body, { code: /^(?:impact_not_found|not_found)$/ });
    }
  }
});

t.test('what cannot be meant is refused at once, or by the job', async (t) => {
  t.match((await post(service, impactOf('z'), {})).body, { code: 'version_not_found', detail: /a, b/ });
  t.match((await post(service, impactOf('b'), { from: 'z' })).body, { code: 'version_not_found' });
  t.match((await post(service, impactOf('b'), { form: 'a' })).body, {
    status: 400,
    errors: [{ path: '/form' }],
  });
  t.match((await post(service, '/v1/ontologies/nosuch/versions/a/impact', {})).body, {
    code: 'ontology_not_found',
  });
  t.match((await withList('mention,code\n', {}, 'file')).body, { status: 400, errors: [{ path: '/file' }] });
  t.match(await finished(service, await withList('mention,code\nrash,\n')), {
    state: 'failed',
    error: {
      code: 'coded_list_invalid',
      detail:
        'coded.csv: line 2, column “code” is empty: write the concept’s id, or none where the mention is coded to nothing.',
    },
  });
  await upload(service, 'asleep', 'id,name\n1,Rash\n', { version: '1' }).then((added) =>
    finished(service, added),
  );
  t.match((await post(service, '/v1/ontologies/asleep/versions/1/impact', {})).body, {
    code: 'version_not_loaded',
  });
});

t.test('a job is cancelled while it judges, and leaves nothing', async (t) => {
  const before = folder('impacts').sort();
  const rows = Array.from({ length: 20_000 }, (_, i) => `never seen mention number ${i},X${i}\n`).join('');
  const accepted = await withList(`mention,code\n${rows}`);
  const url = String(accepted.headers['location']);
  await until(async () => /"remap"/.test((await send(service, url)).text), 'it judges');
  t.equal((await send(service, { method: 'DELETE', url })).status, 200);
  t.match(await finished(service, accepted), { state: 'cancelled', result: null });
  t.strictSame(folder('impacts').sort(), before);
  await until(() => folder('uploads').length === 0, 'the list is deleted');
});

t.test('a dry run tells what activating would do, and does nothing', async (t) => {
  const dry = await post(service, '/v1/ontologies/mylist/activate', { version: 'b', dryRun: true });
  const job = await finished(service, dry);
  t.match(job, {
    state: 'succeeded',
    result: {
      ...{ dryRun: true, version: 'b', activeVersion: 'a', generation: 1, nextGeneration: 2 },
      concepts: { counts: { added: 1, removed: 2, renamed: 2 } },
    },
  });
  t.match((await send(service, '/v1/ontologies/mylist')).body, { active: { version: 'a', generation: 1 } });
  const stale = { version: 'b', dryRun: true, expectedGeneration: 7 };
  t.match((await post(service, '/v1/ontologies/mylist/activate', stale)).body, {
    code: 'generation_conflict',
  });
  const first = await post(service, '/v1/ontologies/asleep/activate', { version: '1', dryRun: true });
  t.match(await finished(service, first), {
    result: { activeVersion: null, generation: null, nextGeneration: 1, concepts: null },
  });
});

t.test('a report is removed with the coded list that it judged', async (t) => {
  const job = await finished(service, await withList('verbatim;code\nmy own words;L1\n'));
  const { id } = read(Result, job.result);
  const url = `/v1/impacts/${id}`;
  const compared = { ontology: 'mylist', from: { version: 'a' }, to: { version: 'b' } };
  const list = await send(service, '/v1/impacts');
  t.match(list.body, { impacts: [{ id, ...compared, coded: { file: 'coded.csv', entries: 1 } }] });
  t.notMatch(JSON.stringify(list.body), 'my own words');
  t.equal((await send(service, { method: 'DELETE', url })).status, 204);
  t.notMatch(JSON.stringify((await send(service, '/v1/impacts')).body), id);
  for (const file of ['', '/report', '/concepts.csv', '/coded.csv'])
    t.match((await send(service, url + file)).body, { status: 404, code: 'impact_not_found' }, file);
  t.match((await send(service, { method: 'DELETE', url })).body, { status: 404, code: 'impact_not_found' });
  t.match((await send(service, '/v1/audit?limit=1')).body, {
    items: [{ action: 'impact.remove', before: { ontology: 'mylist', from: 'a', to: 'b' }, after: null }],
  });
});

t.test('a report that is damaged is removed, too', async (t) => {
  const job = await finished(service, await withList('verbatim;code\nmy own words;L1\n'));
  const { id } = read(Result, job.result);
  truncateSync(join(service.folder, 'data', 'impacts', id, 'report.json'), 20);
  t.equal((await send(service, '/v1/impacts')).status, 200);
  t.equal((await send(service, { method: 'DELETE', url: `/v1/impacts/${id}` })).status, 204);
  t.notOk(folder('impacts').includes(id));
  t.match((await send(service, '/v1/audit?limit=1')).body, {
    items: [{ action: 'impact.remove', subject: id, before: null }],
  });
});

t.test('what the maintainers of MedDRA list stands beside it', async (t) => {
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [name, text] of Object.entries(RELEASE)) await zip.add(`MedAscii/${name}`, new TextReader(text));
  await zip.add(
    'SeqAscii/pt.seq',
    new TextReader('1$A$27.0$5001$Insomnia$$20$$$$$$$$\n2$M$27.0$5002$Hypersomnia$$10$$$$$$$$\n'),
  );
  const archive = new Uint8Array(await (await zip.close()).arrayBuffer());
  const added = await upload(service, 'meddra', archive, { activate: 'true' }, 'MedDRA.zip');
  t.match(await finished(service, added), { state: 'succeeded' });
  const job = await finished(service, await post(service, '/v1/ontologies/meddra/versions/27.1/impact', {}));
  const { body } = await send(service, `/v1/impacts/${read(Result, job.result).id}`);
  t.match(body, { maintainers: { 'pt.seq': { counts: { A: 1, D: 0, M: 1 }, unreadable: 0 } } });
});
