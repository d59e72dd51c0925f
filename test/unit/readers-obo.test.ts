import t from 'tap';
import { HEADER, obo } from '../fixtures/readers/obo.js';
import { namesOf, readSource } from '../fixtures/readers/read.js';

t.test('a term with all that is read of it', async (t) => {
  const content = obo(
    [
      'id: T:0000001',
      'name: Dry mouth',
      'namespace: test',
      'alt_id: T:0000008',
      'alt_id: T:0000009 ! was merged',
      'def: "A mouth\\nthat is \\"dry\\"; see \\\\ there." [url:http\\://x.org/a, PMID:1 "says \\"so\\""] {source="y"}',
      'comment: nothing',
      'synonym: "Xerostomia" EXACT [PMID:1, url:http\\://x.org/a]',
      'synonym: "no spit" EXACT layperson []',
      'xref: UMLS:C0000001 {source="z"} ! dry',
      'is_a: T:0000003 ! mouth problem',
      'is_a: T:0000004 {source="PMID:1"} ! another',
      'relationship: part_of T:0000005',
    ],
    ['id: T:0000003', 'name: Mouth problem'],
    ['id: T:0000004', 'name: Dryness'],
  );
  const { concepts, report } = await readSource(t, 'obo', content);
  t.strictSame(concepts[0], {
    id: 'T:0000001',
    name: 'Dry mouth',
    names: [
      { text: 'Xerostomia', kind: 'synonym' },
      { text: 'no spit', kind: 'lay' },
    ],
    definition: 'A mouth that is "dry"; see \\ there.',
    parents: ['T:0000003', 'T:0000004'],
    level: null,
    status: 'current',
    selectable: true,
    replaces: ['T:0000008', 'T:0000009'],
  });
  t.strictSame(concepts[1], {
    ...{ id: 'T:0000003', name: 'Mouth problem', names: [], definition: null, parents: [] },
    ...{ level: null, status: 'current', selectable: true },
  });
  t.match(report, { format: 'obo', encoding: 'utf-8', rows: 3, concepts: 3, orphans: 0, skipped: {} });
  t.match(report.columns, { id: 'id', def: 'definition', is_a: 'parents', xref: 'ignored' });
});

t.test('the scope and the type of a synonym say whether it is a name', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'obo',
    obo([
      'id: T:1',
      'name: Abdominal pain',
      'synonym: "belly ache" RELATED layperson []',
      'synonym: "tummy ache" EXACT http://purl.obolibrary.org/obo/hp#layperson [] {source="x"}',
      'synonym: "sore belly" BROAD http://purl.obolibrary.org/obo/hp.owl#layperson []',
      'synonym: "gut ache" NARROW OMO:0003003 []',
      'synonym: "AP" EXACT abbreviation [] ! short',
      'synonym: "stomachalgia" EXACT',
      'synonym: "EXACT layperson" BROAD []',
      'synonym: "colic" NARROW []',
      'synonym: "pain" RELATED [PMID:1 "layperson"]',
      'synonym: "no scope" []',
      'synonym: "odd" EXACTLY playperson []',
    ]),
  );
  t.strictSame(namesOf(concepts[0]), [
    'synonym AP',
    'synonym stomachalgia',
    'lay belly ache',
    'lay tummy ache',
    'lay sore belly',
    'lay gut ache',
  ]);
  t.strictSame(report.skipped, { not_a_synonym: 5 });
  t.match(report.examples[0], {
    line: 14,
    text: 'synonym: "EXACT layperson" BROAD []',
    detail: /its scope is BROAD/,
  });
});

t.test('a name that is exact and a layperson’s is the stronger of the two', async (t) => {
  const { concepts } = await readSource(
    t,
    'obo',
    obo([
      'id: T:1',
      'name: Rash',
      'synonym: "rash" EXACT layperson []',
      'synonym: "spots" RELATED layperson []',
      'synonym: "Spots" EXACT []',
    ]),
  );
  t.strictSame(namesOf(concepts[0]), ['synonym Spots']);
});

t.test('escapes, modifiers and comments', async (t) => {
  const name = async (value: string) =>
    (await readSource(t, 'obo', obo(['id: T:1', `name: ${value}`]))).concepts[0]?.name;
  t.equal(await name('a\\Wb\\tc\\nd'), 'a b c d');
  t.equal(await name('\\:\\,\\"\\\\\\(\\)\\[\\]\\{\\}x'), ':,"\\()[]{}x');
  t.equal(await name('\\!important'), '!important');
  t.equal(await name('Pain ! not in the name'), 'Pain');
  t.equal(await name('Pain {source="a ! b"}'), 'Pain');
  t.equal(await name('Pain { dc:source = "a", x="b" } ! c'), 'Pain');
  t.equal(await name('Ouch!'), 'Ouch!');
  t.equal(await name('Set {a, b}'), 'Set {a, b}');
  t.equal(await name('5" nail in foot'), '5" nail in foot');
  t.equal(await name('Pain: chronic'), 'Pain: chronic');
});

t.test('a backslash at the end continues the line, and lines are counted on', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'obo',
    obo(
      ['id: T:1', 'name: Very \\', 'dry \\', 'mouth', 'def: "ends in \\\\" []', 'no tag here'],
      ['! a comment \\', 'id: T:2', 'name: Rash \\\\', 'def: "still \\', '[Term]" []'],
      ['id: T:3', 'name: End\\'],
    ),
  );
  t.strictSame(
    concepts.map(({ id, name, definition }) => [id, name, definition]),
    [
      ['T:1', 'Very dry mouth', 'ends in \\'],
      ['T:2', 'Rash \\', 'still [Term]'],
      ['T:3', 'End', null],
    ],
  );
  t.match(report.examples, [{ reason: 'field_invalid', line: 11, text: 'no tag here' }]);
});

t.test('only [Term] stanzas are concepts; others are no rows', async (t) => {
  const content = [
    '! made by hand',
    HEADER,
    '[Typedef]',
    'id: part_of',
    'name: part of',
    '[Term] ! first',
    'id: T:1',
    '',
    '! between',
    'name: Rash',
    '[Instance]',
    'id: I:1',
    'name: my rash',
    'instance_of: T:1',
    '  [Term]  ',
    '  id : T:2',
    '  name:Itch',
    '[Typedef]',
    'id: is_x',
  ].join('\n');
  const { concepts, report } = await readSource(t, 'obo', content);
  t.strictSame(
    concepts.map(({ id, name }) => [id, name]),
    [
      ['T:1', 'Rash'],
      ['T:2', 'Itch'],
    ],
  );
  t.match(report, { rows: 2, skipped: {} });
});

t.test('obsolete terms are retired, with the first that stands for them', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'obo',
    obo(
      [
        'id: T:1',
        'name: obsolete rash',
        'is_obsolete: true',
        'consider: T:7',
        'replaced_by: T:2 ! a rash',
        'replaced_by: T:3',
      ],
      ['id: T:2', 'name: Rash', 'is_obsolete: false', 'replaced_by: T:3'],
      ['id: T:3', 'name: gone', 'is_obsolete: true', 'replaced_by: T:3'],
      ['id: T:4', 'name: Odd', 'is_obsolete: maybe'],
    ),
  );
  t.strictSame(
    concepts.map(({ id, status, replacedBy }) => [id, status, replacedBy]),
    [
      ['T:1', 'retired', 'T:2'],
      ['T:2', 'current', undefined],
      ['T:3', 'retired', undefined],
    ],
  );
  t.strictSame(report.skipped, { field_invalid: 2 });
  t.equal(report.columns['consider'], 'ignored');
});

t.test('tags that repeat where only one can be', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'obo',
    obo([
      ...['id: T:1', 'name: Rash', 'name: Itch', 'id: T:2', 'def: "a" []', 'def: "b" []'],
      ...['is_a: T:5', 'is_a: T:5', 'alt_id: T:6', 'alt_id: T:6', 'alt_id: T:1'],
    ]),
  );
  t.match(concepts, [{ id: 'T:1', name: 'Rash', definition: 'a', parents: ['T:5'], replaces: ['T:6'] }]);
  t.strictSame(
    report.examples.map(({ line, detail }) => [line, detail]),
    [
      [8, 'the term has a second "name"; the first one counts'],
      [9, 'the term has a second "id"; the first one counts'],
      [11, 'the term has a second "def"; the first one counts'],
      [5, 'the concept is said to replace itself'],
    ],
  );
});

t.test('duplicate ids, a term that is its own parent, and cycles', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'obo',
    obo(
      ['id: T:1', 'name: A', 'is_a: T:2', 'is_a: T:1'],
      ['id: T:2', 'name: B', 'is_a: T:3'],
      ['id: T:3', 'name: C', 'is_a: T:1', 'is_a: T:404'],
      ['id: T:1', 'name: A again', 'synonym: "AA" EXACT []'],
    ),
  );
  t.strictSame(
    concepts.map(({ id, parents }) => [id, ...parents]),
    [
      ['T:1', 'T:2'],
      ['T:2', 'T:3'],
      ['T:3', 'T:1', 'T:404'],
    ],
  );
  t.equal(report.orphans, 1);
  t.match(report.examples, [
    { reason: 'field_invalid', line: 5, detail: /own parent/ },
    {
      reason: 'duplicate_id',
      line: 22,
      detail: 'line 5 has the id "T:1" already',
      text: /^\[Term\]\nid: T:1\n/,
    },
  ]);
});
