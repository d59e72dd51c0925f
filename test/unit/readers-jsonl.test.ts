import t from 'tap';
import { jsonLines, namesOf, readPath, readSource, refusal } from '../fixtures/readers/read.js';

t.test('every member is read', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'jsonl',
    jsonLines(
      {
        id: ' T1 ',
        name: '  Dry\u00a0 mouth ',
        synonyms: ['Xerostomia'],
        lay: ['no spit'],
        definition: 'A mouth\n that is dry.',
        parents: ['G1', 'G2', 'G1'],
        level: 'PT',
        status: 'retired',
        selectable: false,
        reported: 12,
        owner: 'me',
      },
      { id: 17, name: 'Rash', parent: 'T1' },
    ),
  );
  t.strictSame(concepts, [
    {
      id: 'T1',
      name: 'Dry mouth',
      names: [
        { text: 'Xerostomia', kind: 'synonym' },
        { text: 'no spit', kind: 'lay' },
      ],
      definition: 'A mouth that is dry.',
      parents: ['G1', 'G2'],
      level: 'PT',
      status: 'retired',
      selectable: false,
      reported: 12,
    },
    {
      id: '17',
      name: 'Rash',
      names: [],
      definition: null,
      parents: ['T1'],
      level: null,
      status: 'current',
      selectable: true,
    },
  ]);
  t.strictSame(report.names, { preferred: 2, synonym: 1, lay: 1 });
  t.equal(report.orphans, 2, 'G1 and G2 are defined nowhere');
  t.match(report.columns, { id: 'id', parent: 'parents', owner: 'ignored' });
});

t.test('how often a concept is reported is a count, and something else is noted and left out', async (t) => {
  const given = [0, 3, -1, 1.5, 'often', '7'];
  const { concepts, report } = await readSource(
    t,
    'jsonl',
    jsonLines(...given.map((reported, at) => ({ id: at, name: `n${at}`, reported }))),
  );
  t.strictSame(
    concepts.map(({ reported }) => reported),
    [0, 3, undefined, undefined, undefined, undefined],
  );
  t.match(
    JSON.stringify(report),
    /reported: \S+ was found; a whole number from 0 to 9007199254740991 is allowed/,
  );
});

t.test('status has several spellings, and an unknown one is refused', async (t) => {
  const given = ['current', 'ACTIVE', 'retired', 'inactive', 'Non-current', '', null];
  const { concepts } = await readSource(
    t,
    'jsonl',
    jsonLines(
      ...given.map((status, at) => ({ id: at, name: `n${at}`, status })),
      { id: 'a', name: 'yes', active: true },
      { id: 'b', name: 'no', active: false },
    ),
  );
  t.strictSame(
    concepts.map(({ status }) => status),
    ['current', 'current', 'retired', 'retired', 'retired', 'current', 'current', 'current', 'retired'],
  );
  const message = await refusal(readSource(t, 'jsonl', jsonLines({ id: 1, name: 'x', status: 'draft' })));
  t.match(message, /line 1: status: "draft" was found; current, active, retired/i);
});

t.test('names equal by normal form are kept once, as the strongest kind', async (t) => {
  const { concepts } = await readSource(
    t,
    'jsonl',
    jsonLines({
      id: 1,
      name: "Can't sleep",
      synonyms: ['cant sleep', 'Awake'],
      lay: ['CANT SLEEP!', 'awake', 'up'],
    }),
  );
  t.strictSame(namesOf(concepts[0]), ['synonym Awake', 'lay up']);
});

t.test('what cannot be used is left out, told, and the rest is kept', async (t) => {
  const content = [
    '{"id":"T1","name":"Rash","synonyms":["???",7,"Exanthem","\\u0007"],"parents":["T1","T2"]}',
    '',
    '   ',
    'not json',
    '["T2","x"]',
    '{"name":"No id"}',
    '{"id":"T3","name":" "}',
    '{"id":"T4","name":"--"}',
    `{"id":"T5","name":"${'x'.repeat(1001)}"}`,
    `{"id":"${'9'.repeat(201)}","name":"long"}`,
    '{"id":"T\\u200b6","name":"hidden"}',
    '{"id":900000000000207008,"name":"too large a number"}',
    '{"id":"T1","name":"again"}',
    ...Array.from({ length: 12 }, (_, at) => `{"id":"ok${at}","name":"fine ${at}"}`),
  ].join('\n');
  const { concepts, report } = await readSource(t, 'jsonl', content);
  t.equal(concepts.length, 13);
  t.strictSame(namesOf(concepts[0]), ['synonym Exanthem']);
  t.strictSame(concepts[0]?.parents, ['T2']);
  t.equal(report.rows, 23, 'blank lines are no rows');
  t.strictSame(report.skipped, {
    name_without_letters: 2,
    field_invalid: 7,
    not_json: 1,
    not_an_object: 1,
    id_missing: 1,
    name_missing: 1,
    duplicate_id: 1,
  });
  const lineOf = (reason: string) => report.examples.find((example) => example.reason === reason)?.line;
  t.equal(lineOf('not_json'), 4);
  t.equal(lineOf('duplicate_id'), 13);
  t.match(report.examples.find(({ reason }) => reason === 'duplicate_id')?.detail, /line 1 has the id "T1"/);
  t.ok(report.examples.every(({ text }) => text.length <= 200));
});

t.test('only the first 100 examples of a reason are kept', async (t) => {
  const good = Array.from({ length: 150 }, (_, at) => ({ id: at, name: `name ${at}` }));
  const { report } = await readSource(
    t,
    'jsonl',
    jsonLines(...good, ...good.map(({ id }) => ({ id, name: 'x' }))),
  );
  t.equal(report.skipped.duplicate_id, 150);
  t.equal(report.examples.length, 100);
});

t.test('a file is refused when more than half of its rows are, not when just half', async (t) => {
  const rows = [{ id: 1, name: 'a' }, { id: 2 }];
  t.equal((await readSource(t, 'jsonl', jsonLines(...rows))).concepts.length, 1);
  const message = await refusal(readSource(t, 'jsonl', jsonLines(...rows, { id: 3 })));
  t.match(message, /^terms\.jsonl: 2 of 3 rows cannot be used/);
  t.match(message, /2 without a name/);
  t.match(message, /Line 2: the name is empty \(\{"id":2\}\)/);
});

t.test('files that are something else are refused in words that help', async (t) => {
  t.match(await refusal(readSource(t, 'jsonl', '')), /the file has no rows/);
  t.match(await refusal(readSource(t, 'jsonl', '\n \n')), /the file has no rows/);
  t.match(await refusal(readSource(t, 'jsonl', '[\n{"id":1,"name":"x"}\n]')), /one JSON list/);
  t.match(
    await refusal(readSource(t, 'jsonl', 'id,name\nT1,x\n')),
    /one JSON object with at least an id and a name/,
  );
  t.match(await refusal(readPath('jsonl', '/nowhere/terms.jsonl')), /cannot be read \(ENOENT/);
  t.match(await refusal(readPath('jsonl', t.testdirName)), /cannot be read/);
});

t.test('shared names are counted among what can be proposed', async (t) => {
  const { report } = await readSource(
    t,
    'jsonl',
    jsonLines(
      { id: 1, name: 'Cold', lay: ['the sniffles'] },
      { id: 2, name: 'Feeling cold', synonyms: ['COLD'] },
      { id: 3, name: 'Rhinitis', lay: ['cold', 'The sniffles'] },
      { id: 4, name: 'Rhinitis', status: 'retired' },
      { id: 5, name: 'Rhinitis', selectable: false },
    ),
  );
  t.equal(report.sharedNames, 2);
});

t.test('progress is told, and a reading can be aborted', async (t) => {
  const content = jsonLines(...Array.from({ length: 2500 }, (_, at) => ({ id: at, name: `name ${at}` })));
  const progress: number[] = [];
  await readSource(t, 'jsonl', content, { onRow: (rows) => progress.push(rows) });
  t.strictSame(progress, [1000, 2000, 2500]);

  const controller = new AbortController();
  const reason = new Error('enough');
  const aborted = readSource(t, 'jsonl', content, {
    signal: controller.signal,
    onRow: () => {
      controller.abort(reason);
    },
  });
  await t.rejects(aborted, reason);
});

t.test('the starter vocabulary is read without a fault', async (t) => {
  const { report } = await readPath('jsonl', 'ontologies/starter/starter.jsonl');
  t.strictSame(report.skipped, {});
  t.equal(report.orphans, 0);
  t.ok(report.concepts > 3000);
});
