import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { GoldShelf } from '#src/evaluation/gold-shelf.js';
import { auditStore, openDatabase } from '#src/store/index.js';
import { brief, placed, readContent } from '../fixtures/gold/read.js';

t.test('brat: texts with and without annotations, and places that nobody has normalized', async (t) => {
  const { rows, documents, report } = await readContent(
    t,
    {
      'test/1.txt': '😀 so sick and dizzy all over',
      'test/1.ann': 'T1\tADR 5 9\tsick\nT2\tADR 14 19;24 28\tdizzy over\nN1\tReference T1 X:501\tNausea\n',
      'test/2.txt': 'nothing to tell',
      'train/2.txt': 'nothing here\neither',
      'train/3.ann': 'T1\tADR 0 4\trash\nN1\tReference T1 X:502\n',
      'README.txt': 'what this is',
    },
    'set.zip',
  );
  t.strictSame(documents, [
    {
      ...{ id: '1', text: '😀 so sick and dizzy all over', split: 'test' },
      unnormalized: [{ start: 15, end: 29 }],
    },
    { id: 'test/2', text: 'nothing to tell', split: 'test', unnormalized: [] },
    { id: 'train/2', text: 'nothing here\neither', split: 'train', unnormalized: [] },
  ]);
  t.strictSame(
    rows.map(({ span }) => span?.document),
    ['1', '3'],
  );
  t.match(report.documents, { texts: 3, withMentions: 1, differing: { texts: 0 } });
});

t.test('PubTator: title and abstract stand before their mentions, without them, too', async (t) => {
  const { documents, report } = await readContent(
    t,
    '7|t|Hives\n7|a|and gout\n7\t0\t5\tHives\tDisease\tD1\n7\t10\t14\tgout\tDisease\n\n8|t|Nothing\n8|a|at all\n',
    'set.pubtator',
  );
  t.strictSame(documents, [
    { id: '7', text: 'Hives\nand gout', split: null, unnormalized: [{ start: 10, end: 14 }] },
    { id: '8', text: 'Nothing\nat all', split: null, unnormalized: [] },
  ]);
  t.match(report.documents, { texts: 2, withMentions: 1 });
});

t.test('TAC 2017: sections, with and without events', async (t) => {
  const section = (name: string, text: string, events: readonly unknown[]) => ({
    ...{ label_id: 'PILL', section_name: name, section_text: text, adverse_events: events },
  });
  const { documents, report } = await readContent(
    t,
    JSON.stringify([
      section('warnings', 'may cause a rash', [['rash', 'Rash', 1, 'Rash', 2, '12', '4', 'human']]),
      section('overdosage', 'drink water', []),
    ]),
    'set.json',
  );
  t.match(documents, [
    { id: 'PILL, warnings', text: 'may cause a rash' },
    { id: 'PILL, overdosage', text: 'drink water' },
  ]);
  t.match(report.documents, { texts: 2, withMentions: 1 });
});

const HEADER = 'tweet_id\tbegin\tend\ttype\textraction\tdrug\ttweet\tmeddra_code\tmeddra_term\n';
const TWEETS =
  `${HEADER}1\t3\t8\tADE\tdizzy\tx\tso dizzy and sick\t501\tDizziness\n` +
  '2\t-\t-\t-\t-\t-\tall fine\t-\t-\n' +
  '1\t13\t17\tADE\tsick\tx\tso dizzy and sick\t502\tNausea\n3\t\t\t\t\t\tfine, too\t\t\n';

t.test('the layout of SMM4H: tweets of several mentions, of one and of none', async (t) => {
  const { rows, documents, report } = await readContent(t, TWEETS, 'set.tsv');
  t.strictSame(rows.map(brief), [
    [2, 'dizzy', '501 Dizziness'],
    [4, 'sick', '502 Nausea'],
  ]);
  t.strictSame(
    documents.map(({ id, text }) => [id, text]),
    [
      ['1', 'so dizzy and sick'],
      ['2', 'all fine'],
      ['3', 'fine, too'],
    ],
  );
  t.strictSame(report.skipped, { no_event: 2 });
  t.match(report.documents, { texts: 3, withMentions: 1, differing: { texts: 0, examples: [] } });
});

t.test('a text that is told in the first row of its document alone', async (t) => {
  const { rows, report } = await readContent(
    t,
    'document,documentText,begin,end,mention,gold_id\na,😀 so sick,5,9,sick,1\na,,2,4,so,2\na,,0,4,sick,1\nb,,0,4,sick,1\n',
    'set.csv',
  );
  t.strictSame(
    rows.map(({ span }) => span?.pieces[0]),
    [
      { start: 6, end: 10 },
      { start: 3, end: 5 },
      { start: 0, end: 5 },
      { start: 0, end: 4 },
    ],
    'offsets of the others count in it, too',
  );
  t.match(report.astray, { mentions: 1, examples: [{ line: 4 }] }, 'and they are looked up there');
});

t.test('a document that is said in two ways is told, and mentions in the second have no place', async (t) => {
  const { rows, documents, report } = await readContent(
    t,
    `${TWEETS}1\t0\t4\tADE\trash\tx\trash again\t503\tRash\n1\t3\t8\tADE\tdizzy\tx\tso dizzy and sick\t501\tDizziness\n`,
    'set.tsv',
  );
  t.equal(documents.length, 3);
  t.strictSame(
    rows.map(({ span }) => span?.pieces.length),
    [1, 1, 0, 1],
  );
  t.match(report.documents, { differing: { texts: 1, examples: [{ line: 6, text: '1' }] } });
});

t.test('JSONL: the member documentText, or one by another name', async (t) => {
  const lines = [
    { mention: 'sick', goldId: 1, document: 'a', start: 3, end: 7, documentText: 'so sick' },
    { mention: 'itch', goldId: 1, document: 'a', start: 0, end: 4, documentText: 'so sick' },
    { document: 'b', documentText: 'all fine', split: 'test' },
    { mention: 'rash', goldId: 1 },
    { document: 'c' },
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { rows, documents, report } = await readContent(t, text, 'set.jsonl');
  t.equal(rows.length, 3);
  t.strictSame(documents, [
    { id: 'a', text: 'so sick', split: null, unnormalized: [] },
    { id: 'b', text: 'all fine', split: 'test', unnormalized: [] },
  ]);
  t.match(report, {
    skipped: { no_event: 1, field_invalid: 1 },
    astray: { mentions: 1, examples: [{ line: 2 }] },
    examples: [{}, { line: 5, detail: /“mention” must be a text; a line without one has “document”/ }],
  });
  const named = await readContent(t, text.replaceAll('documentText', 'post'), 'set.jsonl', {
    columns: { documentText: 'post' },
  });
  t.strictSame(named.documents, documents);
  t.equal((await readContent(t, `${JSON.stringify(lines[3])}\n`, 's.jsonl')).report.documents, null);
});

/** A shelf in a data folder of its own, with the audit trail of a real database. */
async function shelfIn(t: Test, data: NonNullable<Parameters<Test['testdir']>[0]>): Promise<GoldShelf> {
  const folder = join(t.testdir({ data }), 'data');
  const db = await openDatabase(folder);
  t.teardown(() => db.destroy());
  return new GoldShelf(folder, auditStore(db));
}

t.test('a gold set that was kept before there were texts is read', async (t) => {
  const about = {
    ...{ id: 'ab12cd34ef56ab78', name: 'old', sha256: 'ab', rows: 1, splits: { '': 1 } },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', createdBy: 'somebody', report: { rows: 1 } },
  };
  const folder = { [about.id]: { 'gold-set.json': JSON.stringify(about) } };
  const shelf = await shelfIn(t, { 'gold-sets': folder });
  t.match(await shelf.get(about.id), { report: { rows: 1, documents: null } });
});

t.test('texts are kept beside the rows, and are part of the id', async (t) => {
  const shelf = await shelfIn(t, { 'gold-sets': {}, tmp: {} });
  const add = async (content: string) => {
    const request = { path: await placed(t, content), fileName: 'set.tsv', actor: 'somebody' };
    return (await shelf.add(request, { signal: new AbortController().signal })).goldSet;
  };
  const first = await add(TWEETS);
  t.match(first, { rows: 2, report: { documents: { texts: 3 } } });
  const kept = await readFile(shelf.documentsPath(first.id), 'utf8');
  t.equal(kept.trimEnd().split('\n').length, 3);
  t.equal((await add(TWEETS)).id, first.id);
  t.not((await add(TWEETS.replace('all fine', 'all well'))).id, first.id);
  const bare = await add('mention\tcode\nsick\t502\n');
  t.equal(bare.report.documents, null);
  await t.rejects(readFile(shelf.documentsPath(bare.id)));
  const rows = await readFile(shelf.rowsPath(bare.id));
  t.equal(bare.sha256, createHash('sha256').update(rows).digest('hex'), 'without texts, as it always was');
});
