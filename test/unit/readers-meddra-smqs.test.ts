import t, { type Test } from 'tap';
import type { ConceptGroup } from '#src/ontology/concept.js';
import { byId, readMeddra, RELEASE, SMQS } from '../fixtures/readers/meddra.js';

const WITH_SMQS = { ...RELEASE, ...SMQS };

const SLEEP = { id: '301', name: 'Sleep (SMQ)' };
const TOO_LITTLE = { id: '302', name: 'Too little sleep (SMQ)' };
const LONG_NIGHTS = { id: '303', name: 'Long nights (SMQ)' };

/** Reads the release with this smq_content.asc; the groups of its preferred terms and what was skipped. */
async function readContent(t: Test, rows: readonly string[], level: 'PT' | 'LLT' = 'PT') {
  const content = rows.map((row) => `${row}$A$0$A$27.0$27.0$`).join('\n');
  const { concepts, report } = await readMeddra(t, { ...WITH_SMQS, 'smq_content.asc': content }, level);
  const found = byId(concepts);
  const groupsOf = (id: string) =>
    (found.get(id)?.groups ?? []).map(({ id, scope }) => `${id} ${scope}`).sort();
  return { groupsOf, report };
}

t.test('a term belongs to its active SMQs and to those above them, in its scope', async (t) => {
  const { concepts, report } = await readMeddra(t, WITH_SMQS);
  const found = byId(concepts);
  const narrow: readonly ConceptGroup[] = [LONG_NIGHTS, TOO_LITTLE, SLEEP].map((group) => ({
    ...group,
    scope: 'narrow',
  }));
  t.strictSame(found.get('5001')?.groups, narrow);
  t.strictSame(found.get('5002')?.groups, [{ ...SLEEP, scope: 'broad' }]);
  t.notOk('groups' in (found.get('1110') ?? {}));
  t.strictSame(report.skipped, {});
  t.equal(report.rows, 16, 'rows of SMQs give no concepts');
});

t.test('at level LLT lowest level terms have their own', async (t) => {
  const found = byId((await readMeddra(t, WITH_SMQS, 'LLT')).concepts);
  t.strictSame(
    found.get('9002')?.groups?.map(({ id }) => id),
    ['303', '302', '301'],
  );
  t.strictSame(found.get('9003')?.groups, [
    { ...TOO_LITTLE, scope: null },
    { ...SLEEP, scope: null },
  ]);
  t.notOk('groups' in (found.get('9001') ?? {}));
  const rows = ['301$5001$4$1', '302$5001$5$2', '302$9001$5$2'];
  const own = await readContent(t, rows, 'LLT');
  t.strictSame(own.groupsOf('5001'), ['301 broad', '302 narrow']);
  t.strictSame(own.groupsOf('9001'), []);
  t.strictSame((await readContent(t, rows)).groupsOf('5001'), ['301 broad']);
});

t.test('of two scopes in one SMQ the narrow one is kept, whichever comes first', async (t) => {
  const rows = [
    '301$302$0$0',
    '301$5001$4$1',
    '302$5001$4$2',
    '302$5002$4$2',
    '301$5002$4$1',
    '301$5002$4$9',
  ];
  const { groupsOf } = await readContent(t, rows);
  t.strictSame(groupsOf('5001'), ['301 narrow', '302 narrow']);
  t.strictSame(groupsOf('5002'), ['301 narrow', '302 narrow']);
});

t.test('cycles among SMQs, and ways that meet again, end', async (t) => {
  const rows = ['301$302$0$0', '302$303$0$0', '303$301$0$0', '301$303$0$0', '301$301$0$0', '302$5001$4$1'];
  const { groupsOf, report } = await readContent(t, rows);
  t.strictSame(groupsOf('5001'), ['301 broad', '302 broad', '303 broad']);
  t.strictSame(report.skipped, {});
});

t.test('an SMQ that is not active passes nothing on', async (t) => {
  const { groupsOf, report } = await readContent(t, [
    '301$304$0$0',
    '304$302$0$0',
    '304$5001$4$2',
    '302$5002$4$2',
  ]);
  t.strictSame(groupsOf('5001'), []);
  t.strictSame(groupsOf('5002'), ['302 narrow']);
  t.strictSame(report.skipped, {});
});

t.test('what the release does not have is told with its place, and refuses nothing', async (t) => {
  const unknown = ['999$5001$4$2', '301$999$0$0', '301$7777$4$2', '301$7777$5$2', '301$5001$3$2'];
  const { report } = await readContent(t, [...unknown, '301$5001$4$2']);
  t.strictSame(
    report.examples.map(({ file, line, reason, detail }) => `${file} ${line} ${reason}: ${detail}`),
    [
      'smq_content.asc 1 parent_missing: smq_list.asc has no SMQ "999"',
      'smq_content.asc 2 parent_missing: smq_list.asc has no SMQ "999"',
      'smq_content.asc 3 parent_missing: pt.asc has no preferred term "7777"',
      'smq_content.asc 4 parent_missing: llt.asc has no lowest level term "7777"',
      'smq_content.asc 5 field_invalid: the level of a term is 4 (PT), 5 (LLT) or 0 (SMQ); "3" was found',
    ],
  );
  const cut = Array.from({ length: 100 }, () => '301$50').join('\n');
  const list = `${SMQS['smq_list.asc']}\n301$Again$1$$$$27.1$A$N$\n$No code$1$$$$27.1$A$N$\n305$$1$$$$27.1$A$N$`;
  const many = await readMeddra(t, { ...RELEASE, 'smq_content.asc': cut, 'smq_list.asc': list });
  t.equal(many.concepts.length, 8);
  t.strictSame(many.report.skipped, { duplicate_id: 1, id_missing: 1, name_missing: 1, wrong_columns: 100 });
});

t.test('one of the two files, or none, gives no groups', async (t) => {
  const without = (await readMeddra(t, RELEASE)).concepts;
  const list = { 'SMQ_LIST.ASC': SMQS['smq_list.asc'] ?? '' };
  const alone = await readMeddra(t, { ...RELEASE, ...list });
  t.strictSame(alone.concepts, without);
  t.strictSame(alone.report.skipped, {});
  const content = await readMeddra(t, { ...RELEASE, 'smq_content.asc': SMQS['smq_content.asc'] ?? '' });
  t.strictSame(content.concepts, without);
  t.match(content.report.examples, [
    { file: 'smq_content.asc', reason: 'parent_missing', detail: /smq_list\.asc is missing/ },
  ]);
  await t.rejects(readMeddra(t, { ...WITH_SMQS, 'x/smq_list.asc': '' }), {
    message: /several files called smq_list/,
  });
});
