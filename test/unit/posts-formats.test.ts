import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { toBioc, toBrat, toPubtator } from '#src/posts/formats/index.js';
import type { AnnotatedPost, CodedEvent, EventType, Mark } from '#src/posts/types.js';
import { brief, readAt, readContent } from '../fixtures/gold/read.js';

const LABELS = { ADR: 0.9, WD: 0.1, EF: 0.2, INF: 0, SSI: 0.3, DI: 0.4 };

/** A post of which some words are events: each the first place of its words. */
function post(
  id: string,
  text: string,
  marked: readonly (readonly [words: string, mark?: Mark, concept?: string, type?: EventType])[],
): AnnotatedPost {
  const events = marked.map(([words, mark = 'reported', concept, type = 'ADR']): CodedEvent => {
    const start = text.indexOf(words);
    const before = Array.from(text.slice(0, start)).length;
    return {
      ...{ start, end: start + words.length, text: words, type, mark, probability: 0.75 },
      codePoints: { start: before, end: before + Array.from(words).length },
      ...(mark === 'negated' ? { cue: 'no' } : {}),
      decision: concept === undefined ? 'none' : 'review',
      candidates:
        concept === undefined
          ? []
          : [
              {
                ...{ rank: 1, conceptId: concept, name: `Name\tof ${concept}`, confidence: 0.5 },
                ...{ matchedName: 'x', matchedKind: 'preferred', matchedOrigin: 'ontology', source: 'dense' },
                scores: { dense: 0.5, lexical: 0.5, pooled: 0.5 },
              },
            ],
    };
  });
  return {
    id,
    text,
    classification: { adverseEvent: { label: true, probability: 0.9 }, labels: LABELS },
    events,
  };
}

const ODD = [
  post('p1', '😀😀 so dizzy\tand 🤢 legs\nfeel heavy, no rash', [
    ['dizzy', 'reported', '501'],
    ['legs\nfeel heavy', 'reported', 'HP:0001 2'],
    ['rash', 'negated', '77'],
  ]),
  post('a b|c/..\\é%\n', 'took it for migraine\r\nand 𝒃𝒂𝒅 dreams\u2028came', [
    ['migraine', 'indication', '9+9|8', 'DI'],
    ['𝒃𝒂𝒅 dreams\u2028came'],
  ]),
  post('p1', 'itchy', [['itchy', 'reported', '1']]),
  post('P1', 'sore', [['sore', 'hypothetical', '2']]),
  post('..', 'nothing here', []),
  post('', 'ill', [['ill', 'other', '3']]),
];

/** brat as its own server reads it: lines, tabs, code points. */
function parsedAnn(files: Readonly<Record<string, string>>, name: string): readonly unknown[] {
  const chars = Array.from(files[`${name}.txt`] ?? '');
  return (files[`${name}.ann`] ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [key = '', middle = '', ...rest] = line.split('\t');
      const [type = '', ...numbers] = middle.split(/[ ;]/);
      if (!key.startsWith('T')) return [key, middle, ...rest];
      const places = numbers.map(Number);
      const pieces = places.flatMap((start, at) =>
        at % 2 === 0 ? [chars.slice(start, places[at + 1]).join('')] : [],
      );
      return [key, type, pieces, pieces.join(' ') === rest.join('\t')];
    });
}

t.test('brat', async (t) => {
  const files = toBrat(ODD, 'my list: 1');
  const [first, second] = ['p1', 'a%20b%7Cc%2F..%5Cé%25%0A'];
  t.strictSame(
    Object.keys(files).filter((name) => name.endsWith('.ann')),
    [first, second, 'p1~2', 'P1~3', '_..', '_'].map((name) => `${name}.ann`),
  );
  t.strictSame(parsedAnn(files, first), [
    ['T1', 'ADR', ['dizzy'], true],
    ['A1', 'Mark T1 reported'],
    ['A2', 'Decision T1 review'],
    ['N1', 'Reference T1 my%20list%3A%201:501', 'Name of 501'],
    ['T2', 'ADR', ['legs', 'feel heavy'], true],
    ['A3', 'Mark T2 reported'],
    ['A4', 'Decision T2 review'],
    ['N2', 'Reference T2 my%20list%3A%201:HP:0001%202', 'Name of HP:0001 2'],
    ['T3', 'ADR', ['rash'], true],
    ['A5', 'Mark T3 negated'],
    ['A6', 'Decision T3 review'],
    ['N3', 'Reference T3 my%20list%3A%201:77', 'Name of 77'],
  ]);
  t.strictSame(parsedAnn(files, second), [
    ['T1', 'DI', ['migraine'], true],
    ['A1', 'Mark T1 indication'],
    ['A2', 'Decision T1 review'],
    ['N1', 'Reference T1 my%20list%3A%201:9+9|8', 'Name of 9+9|8'],
    ['T2', 'ADR', ['𝒃𝒂𝒅 dreams', 'came'], true],
    ['A3', 'Mark T2 reported'],
    ['A4', 'Decision T2 none'],
  ]);
  t.equal(files['_...ann'], '', 'a post without events has an empty file');
  t.match(files['annotation.conf'], /^\[entities\]\nADR\n/);
  const long = Object.keys(toBrat([post('é/'.repeat(300), 'x', []), post('é/'.repeat(301), 'x', [])], 'x'));
  t.equal(new Set(long).size, 5);
  t.ok(long.every((name) => Buffer.byteLength(name) < 160));
});

t.test('brat is read back as a gold set', async (t) => {
  const files = toBrat(ODD, 'my list: 1');
  const reported = await readContent(t, files, 'set');
  t.strictSame(new Set(reported.rows.map(({ group }) => group)), new Set(['ADR']), 'what is reported alone');
  const types = ['ADR', 'ADR_negated', 'ADR_hypothetical', 'ADR_other', 'DI_indication'];
  const { rows, report } = await readContent(t, files, 'set', { types });
  t.strictSame(
    rows
      .map(brief)
      .map(([, ...row]) => row)
      .sort(),
    [
      ['dizzy', '501 Name of 501'],
      ['ill', '3 Name of 3'],
      ['itchy', '1 Name of 1'],
      ['legs feel heavy', 'HP:0001%202 Name of HP:0001 2'],
      ['migraine', '9+9|8 Name of 9+9|8'],
      ['rash', '77 Name of 77'],
      ['sore', '2 Name of 2'],
    ],
  );
  t.equal(report.astray.mentions, 0, 'each stands where its offsets say');
  t.strictSame(report.skipped, { not_normalized: 1 });
  t.strictSame(rows.find(({ mention }) => mention === 'dizzy')?.span, {
    document: 'p1',
    pieces: [{ start: 8, end: 13 }],
  });
});

/** PubTator as its users read it: offsets into title, a space and abstract. */
function parsedPubtator(text: string): readonly (readonly [string, readonly string[][]])[] {
  return text.split('\n\n').map((document) => {
    const [title = '', abstract = '', ...lines] = document.replace(/\n$/, '').split('\n');
    const [id = '', , words = ''] = title.split('|');
    const chars = Array.from(`${words} ${abstract.split('|').slice(2).join('|')}`);
    return [
      id,
      lines.map((line) => {
        const [of = '', start, end, mention = '', type = '', concept = ''] = line.split('\t');
        const there = chars.slice(Number(start), Number(end)).join('');
        return [of === id && there === mention ? mention : `${mention} is not ${there}`, type, concept];
      }),
    ];
  });
}

t.test('PubTator', async (t) => {
  t.strictSame(parsedPubtator(toPubtator(ODD)), [
    [
      'p1',
      [
        ['dizzy', 'ADR', '501'],
        ['legs feel heavy', 'ADR', 'HP:0001%202'],
        ['rash', 'ADR_negated', '77'],
      ],
    ],
    [
      'a%20b%7Cc/..\\é%25%0A',
      [
        ['migraine', 'DI_indication', '9%2B9%7C8'],
        ['𝒃𝒂𝒅 dreams came', 'ADR', '-1'],
      ],
    ],
    ['p1~2', [['itchy', 'ADR', '1']]],
    ['P1~3', [['sore', 'ADR_hypothetical', '2']]],
    ['..', []],
    ['_', [['ill', 'ADR_other', '3']]],
  ]);
  const { rows, report } = await readContent(t, toPubtator(ODD), 'posts.pubtator');
  t.strictSame(
    rows.map(brief).map(([, ...row]) => row),
    [
      ['dizzy', '501'],
      ['legs feel heavy', 'HP:0001%202'],
      ['𝒃𝒂𝒅 dreams came', ''],
      ['itchy', '1'],
    ],
  );
  t.equal(report.astray.mentions, 0);
  t.strictSame(report.skipped, { other_type: 4 }, 'what is not reported is of another type');
  t.equal(toPubtator([]), '');
});

t.test('brat’s files are written as they are named', async (t) => {
  const folder = join(t.testdir(), 'brat');
  await mkdir(folder);
  for (const [name, content] of Object.entries(toBrat(ODD, 'x')))
    await writeFile(join(folder, name), content);
  const { report } = await readAt(folder, { fileName: 'brat', types: ['ADR'] });
  t.equal(report.astray.mentions, 0);
});

t.test('BioC', async (t) => {
  const source = {
    ...{ ontology: 'starter', version: '1', generation: 7 },
    models: { classifier: 'c', extractor: 'e' },
  };
  const collection = toBioc(ODD, source, new Date('2031-02-03T23:00:00Z'));
  t.equal(collection.date, '20310203');
  t.strictSame(collection.infons, {
    ...{ ontology: 'starter', version: '1', generation: '7', classifier: 'c', extractor: 'e' },
  });
  t.strictSame(JSON.parse(JSON.stringify(collection)), collection, 'it is plain JSON');
  t.strictSame(
    collection.documents.map(({ id }) => id),
    ODD.map(({ id }) => id),
  );
  for (const { passages } of collection.documents)
    for (const { text, offset, annotations } of passages)
      for (const { text: words, locations } of annotations)
        t.equal(
          locations
            .map(({ offset: at, length }) =>
              Array.from(text)
                .slice(at - offset, at - offset + length)
                .join(''),
            )
            .join(' '),
          words,
        );
  t.strictSame(collection.documents[0]?.infons, {
    ...{
      adverse_event: 'yes',
      probability: '0.9',
      ADR: '0.9',
      WD: '0.1',
      EF: '0.2',
      INF: '0',
      SSI: '0.3',
      DI: '0.4',
    },
  });
  t.strictSame(collection.documents[0]?.passages[0].annotations[2], {
    id: '3',
    infons: {
      ...{ type: 'ADR', probability: '0.75', mark: 'negated', cue: 'no', decision: 'review' },
      ...{ identifier: 'starter:77', name: 'Name\tof 77', confidence: '0.5' },
    },
    text: 'rash',
    locations: [{ offset: 38, length: 4 }],
  });
});
