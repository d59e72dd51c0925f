import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import t from 'tap';
import { newKey } from '#src/keys.js';
import { serveApplication } from '../support/application.js';
import { misfits, operation } from '../support/http-document.js';
import { form, read, send } from '../support/http.js';
import { GoldSetAnswer, uploadGold } from '../support/http-evaluation.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());

const WithHash = Type.Object({ id: Type.String(), sha256: Type.String() });
const Trail = Type.Object({ items: Type.Array(Type.Unknown()) });
const List = Type.Object({ goldSets: Type.Array(GoldSetAnswer) });
const ids = async (): Promise<string[]> =>
  read(List, (await send(service, '/v1/gold-sets')).body).goldSets.map(({ id }) => id);

const TRAPS = [
  '\ufeffmention;gold_id;gold_name;split;weight',
  '"dry mouth; all day";L4;Dry mouth;test;',
  'slept two hours;501.0;;test;2',
  'took it with food;none;;test;1',
  'slept two hours;501;;test;2',
  'Slept two hours!;L4;;dev;1',
  ';L4;;test;1',
  'itchy;L3;;test;0,5',
  'red spots;2.01E+05;;test;1',
  'wheals;L3',
  '',
].join('\r\n');

t.test('a file with traps is read, and the report tells of each', async (t) => {
  const answer = await uploadGold(service, TRAPS, {}, { fileName: 'traps.csv' });
  t.equal(answer.status, 201, answer.text);
  t.match(answer.body, {
    ...{ name: 'traps', rows: 5, splits: { test: 4, dev: 1 }, createdBy: 'anonymous' },
    report: {
      ...{ fileName: 'traps.csv', format: 'table', rows: 5, duplicates: 1, withoutAnswer: 1 },
      skipped: { mention_missing: 1, field_invalid: 2, wrong_columns: 1 },
      examples: [{ line: 7 }, { line: 8, detail: /0,5/ }, { line: 9, detail: /2\.01E\+05/ }, { line: 10 }],
      differing: { mentions: 1, examples: [{ line: 6, earlier: 3 }] },
    },
  });
  const declared = operation('addGoldSet').answer(201);
  t.strictSame(declared && misfits(declared.schema, answer.body), []);
  const { id } = read(GoldSetAnswer, answer.body);
  t.equal(answer.headers['location'], `/v1/gold-sets/${id}`);
  t.strictSame((await send(service, `/v1/gold-sets/${id}`)).body, answer.body);

  const again = await uploadGold(service, TRAPS, { name: 'another name' }, { fileName: 'copy.csv' });
  t.equal(again.status, 200, 'the same rows are there already');
  t.match(again.body, {
    id,
    name: 'traps',
    rows: 5,
    report: { fileName: 'copy.csv', rows: 5, duplicates: 1 },
  });
  t.equal(again.headers['location'], `/v1/gold-sets/${id}`);
  t.strictSame(await ids(), [id]);
});

t.test('what stands in the form counts', async (t) => {
  const table = 'Post,SCTID\ncannot sleep,L1\n';
  const columns = JSON.stringify({ mention: 'Post', goldId: 'SCTID' });
  const named = await uploadGold(service, table, { columns, name: 'posts of May', format: 'table' });
  t.match(named.body, {
    ...{ name: 'posts of May', rows: 1 },
    report: { columns: { Post: 'mention', SCTID: 'goldId' } },
  });
  const notes =
    '17|t|Woke with hives\n17|a|No other drugs.\n17\t10\t15\thives\tSideEffect\tL3\n17\t0\t4\tWoke\tOther\tL4\n\n';
  const typed = { format: 'pubtator', types: ' SideEffect ,' };
  const annotated = await uploadGold(service, notes, typed, { fileName: 'notes.txt' });
  t.match(annotated.body, { rows: 1, report: { format: 'pubtator', skipped: { other_type: 1 } } });
});

t.test('the list has no reports, and the newest first', async (t) => {
  const answer = await send(service, '/v1/gold-sets');
  t.match(answer.body, { goldSets: [{ name: 'notes' }, { name: 'posts of May' }, { name: 'traps' }] });
  t.notMatch(answer.text, /"report"|slept two hours/, 'nothing that people wrote');
  const declared = operation('listGoldSets').answer(200);
  t.strictSame(declared && misfits(declared.schema, answer.body), []);
});

t.test('what cannot be a gold set is refused, with the line and what to do', async (t) => {
  const before = await ids();
  const broken = await uploadGold(service, 'mention,gold_id\n,L1\n,L2\nrash,L3\n', {}, { fileName: 'b.csv' });
  t.match(broken.body, { status: 422, code: 'gold_set_invalid', detail: /^b\.csv: .*Line 2: .*“mention”/ });
  const other = await uploadGold(service, 'colour,size\nred,3\n');
  t.match(other.body, { status: 422, code: 'gold_set_invalid', detail: /it has "colour", "size".*goldName/ });

  const wrong: readonly (readonly [fields: Record<string, string>, path: string, message: RegExp])[] = [
    [{ colums: '{}' }, '/colums', /not known/],
    [{ format: 'word' }, '/format', /must be one of table, jsonl/],
    [{ name: 'x'.repeat(201) }, '/name', /./],
    [{ columns: 'mention=Post' }, '/columns', /must be a JSON object such as/],
    [{ columns: '["Post"]' }, '/columns', /./],
    [{ columns: '{"mention":1}' }, '/columns/mention', /string/],
    [{ columns: '{"gold":"SCTID"}' }, '/columns/gold', /what a column can be: mention, goldId/],
  ];
  for (const [fields, path, message] of wrong) {
    const { body } = await uploadGold(service, 'mention,gold_id\nrash,L3\n', fields);
    t.match(body, { status: 400, errors: [{ in: 'body', path, message }] }, path);
  }
  const empty = await form([], { name: 'no file' });
  t.match((await send(service, { method: 'POST', url: '/v1/gold-sets', ...empty })).body, {
    ...{ status: 400, errors: [{ path: '/file', message: /send the gold set’s file/ }] },
  });
  const json = await send(service, { method: 'POST', url: '/v1/gold-sets', payload: { name: 'x' } });
  t.match(json.body, { code: 'unsupported_media_type', detail: /multipart\/form-data/ });
  t.strictSame(await ids(), before, 'nothing is kept');
  t.strictSame(readdirSync(join(service.folder, 'data', 'uploads')), [], 'no upload is left');
});

t.test('a gold set is removed, and can be brought again', async (t) => {
  const id = (await ids()).at(-1) ?? '';
  const url = `/v1/gold-sets/${id}`;
  t.equal((await send(service, { method: 'DELETE', url })).status, 204);
  for (const method of ['GET', 'DELETE'] as const)
    t.match((await send(service, { method, url })).body, { status: 404, code: 'gold_set_not_found' });
  t.notOk((await ids()).includes(id));
  const again = await uploadGold(service, TRAPS, {}, { fileName: 'traps.csv' });
  t.match([again.status, again.body], [201, { id }]);
});

t.test('ids that are none', async (t) => {
  for (const id of ['0123456789abcdef', '..', '..%2Fsources', 'x', '%00']) {
    for (const method of ['GET', 'DELETE'] as const) {
      const { status, body } = await send(service, { method, url: `/v1/gold-sets/${id}` });
      t.equal(status, 404, id);
      t.match(body, { code: /^(?:gold_set_not_found|not_found)$/ });
    }
  }
});

t.test('a key to read cannot bring or remove', async (t) => {
  const [reader, admin] = [newKey('reader', 'read'), newKey('boss', 'admin')];
  const keys = { ADE_AUTH: 'on', ADE_API_KEYS: `${reader.line}\n${admin.line}` };
  const guarded = await serveApplication(t.testdir(), keys);
  t.teardown(() => guarded.close());
  const as = (key: string) => ({ headers: { 'x-api-key': key } });
  t.match((await uploadGold(guarded, TRAPS, {}, as(reader.key))).body, { status: 403, code: 'forbidden' });
  const added = await uploadGold(guarded, TRAPS, {}, as(admin.key));
  t.match([added.status, added.body], [201, { createdBy: 'boss' }]);
  const url = `/v1/gold-sets/${read(GoldSetAnswer, added.body).id}`;
  t.equal((await send(guarded, { method: 'DELETE', url, ...as(reader.key) })).status, 403);
  t.equal((await send(guarded, { url, ...as(reader.key) })).status, 200);
  const { id: subject, sha256 } = read(WithHash, added.body);
  t.equal((await uploadGold(guarded, TRAPS, {}, as(admin.key))).status, 200, 'the same again');
  t.equal((await send(guarded, { method: 'DELETE', url, ...as(admin.key) })).status, 204);
  t.equal((await send(guarded, { method: 'DELETE', url, ...as(admin.key) })).status, 404);
  const { body } = await send(guarded, { url: '/v1/audit?limit=10', ...as(admin.key) });
  const about = { name: 'gold', sha256, rows: 5 };
  t.match(read(Trail, body).items.slice(0, 2), [
    { actor: 'boss', action: 'gold-set.remove', subject, before: about, after: null },
    { actor: 'boss', action: 'gold-set.add', subject, before: null, after: about },
  ]);
  t.notMatch(JSON.stringify(body), /slept two hours/, 'nothing that people wrote');
});
