import t from 'tap';
import { Type, type Static } from '@sinclair/typebox';
import { serveApplication } from '../support/application.js';
import { misfits, operation } from '../support/http-document.js';
import { read, send } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());

const Ref = Type.Object({ id: Type.String(), name: Type.String() });
const Concept = Type.Intersect([
  Ref,
  Type.Object({
    names: Type.Array(Type.Object({ text: Type.String(), kind: Type.String() })),
    parents: Type.Array(Ref),
    children: Type.Array(Ref),
    paths: Type.Array(Type.Array(Ref)),
  }),
]);
const Page = Type.Object({
  items: Type.Array(Type.Intersect([Ref, Type.Object({ matchedName: Type.String() })])),
  nextCursor: Type.Union([Type.Null(), Type.String()]),
});

const concepts = '/v1/ontologies/starter/concepts';
const concept = async (id: string): Promise<Static<typeof Concept>> =>
  read(Concept, (await send(service, `${concepts}/${encodeURIComponent(id)}`)).body);
const search = async (query: Record<string, string> = {}): Promise<Static<typeof Page>> => {
  const { body } = await send(service, `${concepts}?${new URLSearchParams(query).toString()}`);
  const declared = operation('searchConcepts').answer(200);
  if (!declared || misfits(declared.schema, body).length > 0)
    throw new Error(`this is no page: ${JSON.stringify(body)}`);
  return read(Page, body);
};

t.test('the ontologies are listed as each is shown', async (t) => {
  const list = await send(service, '/v1/ontologies');
  const one = await send(service, '/v1/ontologies/starter');
  t.strictSame(list.body, { ontologies: [one.body] });
  t.match(one.body, {
    name: 'starter',
    active: { version: '1', generation: 1, index: 'exact', activatedAt: /^\d{4}-/ },
    versions: [{ version: '1', format: 'jsonl', expansion: 'none', registeredBy: 'system' }],
  });
  t.match((await send(service, '/v1/ontologies/nosuch')).body, { status: 404, code: 'ontology_not_found' });
});

t.test('a concept is shown with its names and its place; the way down is the way up', async (t) => {
  const insomnia = await concept('ADE:0002647');
  t.match(insomnia, { name: 'Insomnia', level: 'concept', status: 'current', selectable: true });
  t.equal(insomnia.names[0]?.text, 'Insomnia');
  t.equal(insomnia.names[0]?.kind, 'preferred');
  t.ok(insomnia.names.some(({ kind }) => kind === 'lay'));
  const [path] = insomnia.paths;
  t.strictSame(path?.map(({ id }) => id)[0], insomnia.parents[0]?.id);
  const [group, system] = await Promise.all((path ?? []).map(({ id }) => concept(id)));
  t.ok(group?.children.some(({ id }) => id === insomnia.id));
  t.ok(system?.children.some(({ id }) => id === group?.id));
  t.match(system, { parents: [], paths: [], selectable: false });
});

t.test('an id is found percent-encoded or plain, and an unknown one is not', async (t) => {
  const encoded = await send(service, `${concepts}/ADE%3A0002647`);
  t.match(encoded.body, { name: 'Insomnia' });
  t.strictSame((await send(service, `${concepts}/ADE:0002647`)).body, encoded.body);
  for (const id of ['ADE:9999999', 'ade:0002647', 'a/b', "x' OR '1'='1", '🤮', '..', '%00', ' ']) {
    const { body } = await send(service, `${concepts}/${encodeURIComponent(id)}`);
    t.match(body, { status: 404, code: /^(?:concept_)?not_found$/ }, id);
  }
  t.match((await send(service, '/v1/ontologies/nosuch/concepts/ADE:0002647')).body, {
    code: 'ontology_not_found',
  });
});

t.test('pages lead through all concepts, none twice and none left out', async (t) => {
  const all = (await search({ limit: '200' })).items.map(({ id }) => id);
  t.match((await send(service, '/v1/ontologies/starter')).body, { active: { concepts: all.length } });
  for (const limit of ['1', '7', '200']) {
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await search({ limit, ...(cursor === '' ? {} : { cursor }) });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      if (ids.length > all.length) break;
    }
    t.strictSame(ids, all, `${limit} a page`);
  }
  t.equal((await search()).items.length, 20, 'twenty where nothing is said');
});

t.test('pages of a search are the search, cut in pieces', async (t) => {
  const all = await search({ q: 'pain', limit: '200' });
  t.ok(all.items.length > 3 && all.nextCursor === null, `${all.items.length} have the word`);
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await search({ q: 'pain', limit: '2', ...(cursor === '' ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    if (ids.length > all.items.length) break;
  }
  t.strictSame(
    ids,
    all.items.map(({ id }) => id),
  );
});

t.test('a search finds concepts that have all its words in one name', async (t) => {
  t.equal((await search({ q: 'insomnia' })).items[0]?.name, 'Insomnia');
  t.equal((await search({ q: '  INSOMNIA! ' })).items[0]?.name, 'Insomnia');
  t.match((await search({ q: 'awake 4am wide' })).items, [
    { name: 'Insomnia', matchedName: /wide awake at 4am/i },
  ]);
  t.strictSame((await search({ q: 'awake rhubarb' })).items, []);
});

t.test('whatever is searched for, words are words', async (t) => {
  for (const q of [
    '"',
    '"insomnia',
    "'; DROP TABLE concepts; --",
    '*',
    'insom*',
    'a OR b',
    'NOT insomnia',
    'NEAR(a b)',
    'name:insomnia',
    'normal : insomnia',
    '-insomnia',
    '^insomnia',
    '(insomnia',
    'insomnia AND',
    '{insomnia}',
    '🤮',
    '\u0000',
    'ß İ ﬁ',
    'x'.repeat(500),
    '%',
    '_',
  ]) {
    const url = `${concepts}?q=${encodeURIComponent(q)}`;
    const { status, body } = await send(service, url);
    t.equal(status, 200, q);
    t.ok(read(Page, body).items.length < 200, q);
  }
  t.strictSame((await search({ q: '*' })).items, [], 'a star is no wildcard');
  t.strictSame((await search({ q: 'insomnia OR headache' })).items, [], 'OR is a word');
  t.equal((await search({ q: '"insomnia"' })).items[0]?.name, 'Insomnia', 'quotes are no part of a word');
  t.equal((await search({ q: ' ' })).items.length, 20, 'no word is no search');
  t.equal((await search({ limit: '200' })).items.length > 100, true, 'and all tables are still there');
});

t.test('a page that cannot be is refused', async (t) => {
  for (const [query, path] of [
    ['limit=0', '/limit'],
    ['limit=201', '/limit'],
    ['limit=ten', '/limit'],
    [`q=${'x'.repeat(501)}`, '/q'],
    ['page=2', '/page'],
  ] as const) {
    t.match((await send(service, `${concepts}?${query}`)).body, {
      status: 400,
      code: 'invalid_request',
      errors: [{ in: 'query', path }],
    });
  }
  for (const cursor of ['', 'x', '-1', 'bzk5OTk5OTk5OTk5', 'bzEgT1IgMQ']) {
    t.match((await send(service, `${concepts}?cursor=${cursor}`)).body, {
      status: 400,
      code: 'invalid_request',
    });
  }
  const beyond = Buffer.from('o999999').toString('base64url');
  t.strictSame(await search({ cursor: beyond }), { items: [], nextCursor: null });
});
