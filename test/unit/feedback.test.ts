import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { feedbackIn } from '#src/cli/feedback-file.js';
import { openMentionsFile } from '#src/cli/mentions-file.js';
import { agreementOf, periodOf } from '#src/feedback/agreement.js';
import { checkedFeedback } from '#src/feedback/check.js';
import { codedLine } from '#src/feedback/coded-rows.js';
import { settlementOf } from '#src/feedback/settle.js';
import type { FeedbackEntry } from '#src/feedback/types.js';
import {
  Catalogue,
  feedbackStore,
  openDatabase,
  writeCatalogue,
  type NewFeedback,
} from '#src/store/index.js';

const folder = t.testdir();

function catalogue(): Catalogue {
  const path = join(folder, 'catalogue.sqlite');
  const concept = (id: string, status = 'current', selectable = true) => ({
    ...{ id, name: `Name of ${id}`, level: null, definition: null, status, selectable, parents: [] },
  });
  writeCatalogue(
    path,
    [concept('C1'), concept('C2'), concept('OLD', 'retired'), concept('H', 'current', false)],
    [],
  );
  return new Catalogue(path);
}

const known = catalogue();
t.teardown(() => {
  known.close();
});
const snapshot = { ontology: 'mylist', version: 'a', generation: 3, artefact: { catalogue: known } };
const check = (entries: readonly FeedbackEntry[]) =>
  checkedFeedback(entries, snapshot, { givenAt: '2026-01-15T09:30:00.000Z', givenBy: 'team' });

t.test('an entry is kept with its normal form, and what is right by its verdict', async (t) => {
  const rows = check([
    { mention: '  Wide AWAKE! ', verdict: 'accepted', proposed: 'C1', coder: ' ann ', requestId: '' },
    { mention: 'sore', verdict: 'changed', proposed: 'C1', conceptId: 'C2', note: 'why' },
    { mention: 'fine', verdict: 'rejected', proposed: 'C1' },
  ]);
  const given = { given_at: '2026-01-15T09:30:00.000Z', given_by: 'team' };
  t.strictSame(rows[0], {
    ...{
      ...given,
      ontology: 'mylist',
      version: 'a',
      generation: 3,
      text: 'Wide AWAKE!',
      normal: 'wide awake',
    },
    ...{ verdict: 'accepted', coder: 'ann', proposed: 'C1', concept_id: 'C1', request_id: null, note: '' },
  });
  t.match(rows.slice(1), [
    { concept_id: 'C2', proposed: 'C1', note: 'why', coder: null },
    { concept_id: null, proposed: 'C1' },
  ]);
});

t.test('each fault is named with its place', async (t) => {
  const faulty: readonly (readonly [Omit<FeedbackEntry, 'mention'>, RegExp])[] = [
    [{ verdict: 'accepted' }, /needs in “proposed”/],
    [
      { verdict: 'accepted', proposed: 'C1', conceptId: 'C2' },
      /says that C1 is right, and “conceptId” that C2 is/,
    ],
    [{ verdict: 'changed', conceptId: null }, /needs in “conceptId”/],
    [{ verdict: 'changed', proposed: 'C1', conceptId: 'C1' }, /names C1 twice/],
    [{ verdict: 'rejected', conceptId: 'C1' }, /nothing is to be coded, and “conceptId” names C1/],
    [{ verdict: 'accepted', proposed: 'OLD' }, /“proposed” OLD is retired in version a/],
    [{ verdict: 'changed', conceptId: 'H' }, /“conceptId” H is a heading.* in version a/],
    [{ verdict: 'changed', conceptId: 'C9' }, /C9 is no concept of version a/],
    [{ verdict: 'rejected', coder: 'x'.repeat(201) }, /“coder” has more than 200/],
    [{ verdict: 'rejected', note: 'x'.repeat(1001) }, /“note” has more than 1000/],
  ];
  const good = { mention: 'good', verdict: 'rejected' } as const;
  for (const [entry, message] of faulty)
    t.throws(() => check([good, { mention: 'bad', ...entry }]), { code: 'feedback_invalid', message });
  t.throws(() => check([good, { mention: 'bad', verdict: 'accepted' }]), { message: /Entry 2 \(“bad”\)/ });
  t.throws(() => check([{ ...good, mention: ' .. ' }]), { message: /no letter or digit/ });
  const many = Array.from({ length: 23 }, () => ({ mention: 'm', verdict: 'accepted' }) as const);
  t.throws(() => check(many), { message: /entry 20 .*; and 3 more\.$/ });
  t.throws(() => check([]), { message: /0 entries came/ });
  t.throws(() => check(Array.from({ length: 1001 }, () => good)), { message: /1001 entries came/ });
});

t.test('mentions are settled where all agree', async (t) => {
  const entry = (normal: string, concept_id: string | null, text = normal) => ({ normal, text, concept_id });
  const entries = [
    ...[entry('a', 'C1', 'A'), entry('b', 'C1'), entry('a', 'C1', 'a!'), entry('b', 'C2'), entry('b', 'C2')],
    ...[entry('c', null), entry('d', 'OLD'), entry('e', null), entry('e', 'C1')],
  ];
  const problem = (id: string) => (id === 'OLD' ? 'concept_retired' : null);
  const agreed = [{ normal: 'a', mention: 'a!', conceptId: 'C1', entries: 2 }];
  const [twoFirst, one] = [
    { conceptId: 'C2', entries: 2 },
    { conceptId: 'C1', entries: 1 },
  ];
  const none = { conceptId: null, entries: 1 };
  const b = { mention: 'b', reason: 'disagreement', answers: [twoFirst, one] };
  const c = { mention: 'c', reason: 'stop_not_asked', answers: [none] };
  const d = { mention: 'd', reason: 'concept_retired', answers: [{ conceptId: 'OLD', entries: 1 }] };
  const e = { mention: 'e', reason: 'disagreement', answers: [none, one] };
  t.strictSame(settlementOf(entries, false, problem), { agreed, left: [b, c, d, e] });
  t.strictSame(settlementOf(entries, true, problem), {
    agreed: [...agreed, { normal: 'c', mention: 'c', conceptId: null, entries: 1 }],
    left: [b, d, e],
  });
});

t.test('periods are days, weeks from Monday on, and months', async (t) => {
  t.strictSame(periodOf('2026-01-31', 'day'), { from: '2026-01-31', until: '2026-02-01' });
  t.strictSame(periodOf('2026-12-31', 'month'), { from: '2026-12-01', until: '2027-01-01' });
  // A Sunday, and the Monday after it.
  t.strictSame(periodOf('2026-03-01', 'week'), { from: '2026-02-23', until: '2026-03-02' });
  t.strictSame(periodOf('2026-03-02', 'week'), { from: '2026-03-02', until: '2026-03-09' });
});

t.test('agreement is the share accepted, with its interval', async (t) => {
  const tally = (
    day: string,
    version: string,
    verdict: 'accepted' | 'changed' | 'rejected',
    count: number,
  ) => ({
    ...{ day, version, verdict, count },
  });
  const { share, ...counts } = agreementOf(
    [
      tally('2026-03-02', '10', 'accepted', 120),
      tally('2026-03-01', '9', 'accepted', 50),
      tally('2026-03-03', '10', 'changed', 22),
      tally('2026-03-01', '10', 'rejected', 8),
    ],
    'week',
  );
  t.match(counts, { by: 'week', entries: 200, accepted: 170, changed: 22, rejected: 8 });
  t.equal(share?.value, 0.85);
  // Wilson (1927), by hand: (0.85 + z²/400 ± z √(0.85·0.15/200 + z²/160000)) / (1 + z²/200), z = 1.96.
  t.ok(Math.abs((share?.low ?? 0) - 0.794) < 5e-4 && Math.abs((share?.high ?? 0) - 0.8928) < 5e-4);
  t.match(
    counts.periods.map(({ from, entries, versions }) => [
      from,
      entries,
      versions.map(({ version }) => version),
    ]),
    [
      ['2026-02-23', 58, ['10', '9']],
      ['2026-03-02', 142, ['10']],
    ],
  );
  t.strictSame(
    counts.versions.map(({ version }) => version),
    ['9', '10'],
    'the latest last',
  );
  t.strictSame(agreementOf([], 'day'), {
    ...{
      by: 'day',
      entries: 0,
      accepted: 0,
      changed: 0,
      rejected: 0,
      share: null,
      versions: [],
      periods: [],
    },
  });
});

t.test('a mention keeps its split whatever its spelling, and the seed draws anew', async (t) => {
  const line = (normal: string, seed = 1, testShare: number | undefined = 0.3) =>
    codedLine({ text: normal.toUpperCase(), normal, concept_id: 'C1' }, 'Name', { testShare, seed });
  t.equal(
    codedLine({ text: 'x', normal: 'x', concept_id: null }, null, { testShare: undefined, seed: 1 }),
    '{"mention":"x","goldId":null,"goldName":null}\n',
  );
  const drawn = (seed: number) =>
    Array.from({ length: 1000 }, (_, i) => line(`mention ${i}`, seed).includes('"split":"test"'));
  const count = drawn(1).filter(Boolean).length;
  t.ok(count > 250 && count < 350, `${count} of 1000`);
  t.strictSame(drawn(1), drawn(1));
  t.notSame(drawn(1), drawn(2));
});

t.test('reviews, removals and tallies of what is stored', async (t) => {
  const db = await openDatabase(t.testdir());
  t.teardown(() => db.destroy());
  const store = feedbackStore(db);
  const row = (given_at: string, coder: string | null): NewFeedback => ({
    ...{ given_at, given_by: 'k', coder, ontology: 'o', version: '1', generation: 1, verdict: 'rejected' },
    ...{ text: 'T', normal: 't', proposed: null, concept_id: null, request_id: null, note: '' },
  });
  const rows = Array.from({ length: 1203 }, (_, i) =>
    row(`2026-01-0${(i % 3) + 1}T00:00:00.000Z`, i < 3 ? 'ann' : null),
  );
  const ids = await store.add(rows);
  t.strictSame([ids[0], ids.at(-1)], [1, 1203]);
  let read = 0;
  for await (const page of store.all({ ontology: 'o' })) read += page.length;
  t.equal(read, 1203);
  t.strictSame(await store.review({ which: [4, 2, 1, 4, 9999], as: 'approved', actor: 'boss' }), {
    changed: 3,
    missing: 1,
  });
  const all = { which: {}, as: 'dismissed', actor: 'boss' } as const;
  t.strictSame(await store.review(all), { changed: 1203, missing: 0 });
  const last = await db.selectFrom('audit').selectAll().orderBy('id', 'desc').executeTakeFirst();
  t.match(JSON.parse(last?.before ?? ''), { approved: '1-2, 4', open: '3, 5-1203', dismissed: '' });
  t.strictSame(await store.tally({}), [], 'what was dismissed counts nowhere');
  t.strictSame(await store.review({ which: { coder: 'ann' }, as: 'open', actor: 'boss' }), {
    changed: 3,
    missing: 0,
  });
  t.match(await store.newest({ state: 'open' }, { limit: 5 }), [
    { id: 3, reviewed_by: null },
    { id: 2 },
    { id: 1 },
  ]);
  t.match(await store.tally({ since: '2026-01-02T00:00:00.000Z' }), [
    { day: '2026-01-02', count: 1 },
    { day: '2026-01-03', count: 1 },
  ]);
  t.equal(await store.remove(1203, 'boss'), true);
  t.equal(await store.remove(1203, 'boss'), false);
  t.strictSame(await store.add([row('2026-01-04T00:00:00.000Z', null)]), [1204]);
});

t.test('files of feedback are read by their headers', async (t) => {
  const readFile = async (content: string, name = 'f.csv') => {
    const path = join(folder, name);
    writeFileSync(path, content);
    const entries: FeedbackEntry[] = [];
    for await (const entry of feedbackIn(await openMentionsFile(path, new AbortController().signal)))
      entries.push(entry);
    return entries;
  };
  t.strictSame(
    await readFile(
      'Verbatim;Verdict;Proposed;Concept ID;Coder\nup;Changed;C1;C2;ann\nno;rejected;C1;none;\n',
    ),
    [
      { mention: 'up', verdict: 'changed', proposed: 'C1', conceptId: 'C2', coder: 'ann' },
      { mention: 'no', verdict: 'rejected', proposed: 'C1', conceptId: null },
    ],
  );
  t.strictSame(await readFile('text,concept_id,final\na,C1,C1\nb,C1,C2\nc,C1,none\n'), [
    { mention: 'a', verdict: 'accepted', proposed: 'C1', conceptId: 'C1' },
    { mention: 'b', verdict: 'changed', proposed: 'C1', conceptId: 'C2' },
    { mention: 'c', verdict: 'rejected', proposed: 'C1', conceptId: null },
  ]);
  t.strictSame(
    await readFile('{"mention":"a","verdict":"rejected","conceptId":7,"note":null}\n', 'f.jsonl'),
    [{ mention: 'a', verdict: 'rejected', proposed: '7' }],
  );
  await t.rejects(readFile('text,concept_id\na,C1\n'), { code: 'usage', message: /has not the columns/ });
  await t.rejects(readFile('text,verdict\na,good\n'), { message: /row 1: “good” is no verdict/ });
  await t.rejects(readFile('text,proposed,final\na,C1,\n'), {
    message: /row 1: no concept is said to be right/,
  });
});
