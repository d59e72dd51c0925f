import t from 'tap';
import { brief, readContent, refusalOf } from '../fixtures/gold/read.js';

const lines = (...rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

t.test('ids, names, alternatives and composites', async (t) => {
  const content = lines(
    { mention: 'rash', goldId: 5, goldName: 'Rash' },
    { mention: 'all fine', goldId: null },
    { mention: 'itch', goldId: ['6', 7], goldName: ['Itching', null].slice(0, 1) },
    { mention: 'sick', goldId: [['8', '9'], 10], goldName: [['Nausea', 'Vomiting'], 'Upset'] },
    { mention: 'weals', goldName: 'Hives/weals' },
    { mention: 'odd', goldId: 'CONCEPT_LESS', goldName: 'Odd' },
    {
      mention: 'x',
      goldId: '1',
      split: 'test',
      fold: 2,
      group: 'web',
      weight: 0.5,
      document: 'd',
      start: 3,
      end: 4,
      more: 1,
    },
  );
  const { rows, report } = await readContent(t, content, 'set.jsonl');
  t.strictSame(rows.map(brief), [
    [1, 'rash', '5 Rash'],
    [2, 'all fine', ''],
    [3, 'itch', '6 Itching | 7'],
    [4, 'sick', '8 Nausea + 9 Vomiting | 10 Upset'],
    [5, 'weals', '? Hives/weals'],
    [6, 'odd', ''],
    [7, 'x', '1'],
  ]);
  t.match(rows[6], {
    ...{ split: 'test', fold: '2', group: 'web', weight: 0.5 },
    span: { document: 'd', pieces: [{ start: 3, end: 4 }] },
  });
  t.match(report, {
    format: 'jsonl',
    rows: 7,
    withoutAnswer: 2,
    columns: { start: 'begin', more: 'ignored' },
  });
  t.strictSame((await readContent(t, content, 'set.txt')).rows, rows, 'known by how it begins');
});

t.test('a place begins with start or begin', async (t) => {
  const at = { mention: 'x', goldId: '1', document: 'd', end: 4 };
  const { rows, report } = await readContent(t, lines({ ...at, start: 3 }, { ...at, begin: 3 }), 'set.jsonl');
  t.match(report.columns, { start: 'begin', begin: 'begin', end: 'end' });
  for (const row of rows) t.match(row, { span: { document: 'd', pieces: [{ start: 3, end: 4 }] } });
});

t.test('members by other names, and rows that are wrong', async (t) => {
  const { rows, report } = await readContent(
    t,
    lines({ text: 'a', code: 1 }, { text: 'b', code: 1 }, { text: 'c' }, { text: 'd', code: {} }, [1]) +
      '{"text":\n' +
      lines({ text: 'e', code: 1 }, { text: 'f', code: 1 }),
    'set.ndjson',
    { columns: { mention: 'text', goldId: 'code' } },
  );
  t.strictSame(
    rows.map(({ mention }) => mention),
    ['a', 'b', 'e', 'f'],
  );
  t.match(report.examples, [
    { line: 3, reason: 'field_invalid', detail: /neither “code” nor “goldName”/ },
    { line: 4, reason: 'field_invalid', detail: /member “code” must be a text/ },
    { line: 5, reason: 'not_an_object' },
    { line: 6, reason: 'not_json' },
  ]);
  t.match(await refusalOf(t, lines({ rest: 'a' }), 'set.jsonl'), /Line 1: member “mention” must be a text/);
  t.match(await refusalOf(t, '', 'set.jsonl'), /no mention in it/);
});

t.test('members are known by the names that columns of tables are known by', async (t) => {
  const at = { doc_id: 'd', begin: 4, end: 8, text: 'bad rash 😀' };
  const { rows, documents, report } = await readContent(
    t,
    lines(
      { verbatim: 'rash', concept_id: ['5', 6], concept_name: 'Rash', type: 'ADR', ...at },
      { verbatim: 'weals', concept_name: 'Hives', section: ['a'] },
    ),
    'set.jsonl',
  );
  t.strictSame(rows.map(brief), [
    [1, 'rash', '5 Rash | 6'],
    [2, 'weals', '? Hives'],
  ]);
  t.match(rows[0], { group: 'ADR', span: { document: 'd', pieces: [{ start: 4, end: 8 }] } });
  t.strictSame(documents, [{ id: 'd', text: 'bad rash 😀', split: null, unnormalized: [] }]);
  t.match(report, {
    astray: { mentions: 0 },
    columns: { verbatim: 'mention', concept_id: 'goldId', concept_name: 'goldName', text: 'documentText' },
  });
});

t.test('what has a column’s own name comes first, and what can be no column is ignored', async (t) => {
  const { rows, report } = await readContent(
    t,
    lines({ id: 17, mention: 'rash', term: 'x', goldName: 'Rash', type: ['a'], fold: null, Split: {} }),
    'set.jsonl',
  );
  t.strictSame(rows.map(brief), [[1, 'rash', '? Rash']]);
  t.match(rows[0], { group: null, split: null });
  t.match(report.columns, { id: 'ignored', term: 'ignored', type: 'ignored', Split: 'ignored' });
});
