import t from 'tap';
import { serveApplication } from '../support/application.js';
import { NormalizeAnswer, finished, post, read, upload } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir(), { ADE_MAX_MENTIONS: '12', ADE_MAX_MENTION_CHARS: '200' });
t.teardown(() => service.close());

const normalize = async (mentions: unknown, options: object = {}) => {
  const answer = await post(service, '/v1/normalize', { mentions, ...options });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return read(NormalizeAnswer, answer.body);
};
const refused = async (body: object) => {
  const { status, body: problem } = await post(service, '/v1/normalize', body);
  if (typeof problem !== 'object' || problem === null) throw new Error('no problem document');
  return { ...problem, httpStatus: status };
};

t.test('a text, an object and a list are all mentions', async (t) => {
  const [text] = (await normalize('wide awake at 4am')).results;
  t.match(text, { id: '0', decision: 'auto', candidates: [{ rank: 1, name: 'Insomnia' }] });
  const [object] = (await normalize({ text: 'wide awake at 4am' })).results;
  t.strictSame(object, text);
  t.strictSame((await normalize(['wide awake at 4am'])).results, [text]);
  t.strictSame((await normalize([])).results, []);
});

t.test('results come in the order of the mentions, each with its id', async (t) => {
  const { results } = await normalize([
    { id: 'b', text: 'threw up' },
    'headache',
    { id: 'a', text: 'my mouth is bone dry' },
    { id: 'b', text: 'dizzy' },
    { id: 42, text: 'headache' },
    { id: null, text: 'rash' },
    { id: '', text: 'nausea' },
  ]);
  t.strictSame(
    results.map(({ id, candidates: [best] }) => [id, best?.name]),
    [
      ['b', 'Vomiting'],
      ['1', 'Headache'],
      ['a', 'Dry mouth'],
      ['b', 'Dizziness'],
      ['42', 'Headache'],
      ['5', 'Rash'],
      ['', 'Nausea'],
    ],
  );
});

t.test('mentions are spelt out, unless they are known as they stand', async (t) => {
  const { results } = await normalize(['#MouthSoDry', '#wideawake at 4am', 'sooo dizzy', 'SOOO DIZZYYY']);
  t.match(results, [
    { text: '#MouthSoDry', cleaned: 'Mouth So Dry', candidates: [{ name: 'Dry mouth' }] },
    { text: '#wideawake at 4am', cleaned: 'wide awake at 4am', candidates: [{ name: 'Insomnia' }] },
    { cleaned: 'sooo dizzy', candidates: [{ name: 'Dizziness' }] },
    { cleaned: 'SO DIZZY', candidates: [{ name: 'Dizziness' }] },
  ]);
});

t.test('a mention that cannot be used has an error in its place; the others are answered', async (t) => {
  const { results } = await normalize([
    'headache',
    '',
    ' \t\r\n\u00a0\u200b ',
    'x'.repeat(201),
    17,
    null,
    ['headache'],
    { id: 'no-text' },
    { id: 'x'.repeat(201), text: 'headache' },
    { id: { a: 1 }, text: 'headache' },
    { id: 'num', text: 5 },
    'headache',
  ]);
  t.strictSame(
    results.map(({ id, error, candidates: [best] }) => [id, error?.code ?? best?.name]),
    [
      ['0', 'Headache'],
      ['1', 'mention_empty'],
      ['2', 'mention_empty'],
      ['3', 'mention_too_long'],
      ['4', 'mention_invalid'],
      ['5', 'mention_invalid'],
      ['6', 'mention_invalid'],
      ['no-text', 'mention_invalid'],
      ['8', 'mention_invalid'],
      ['9', 'mention_invalid'],
      ['num', 'mention_invalid'],
      ['11', 'Headache'],
    ],
  );
  t.match(results[3]?.error?.detail, /201 characters; 200 are allowed/);
  t.notOk(results.some(({ error, candidates }) => error && candidates.length > 0));
});

t.test('odd characters harm nobody', async (t) => {
  const texts = [
    'head\u0000ache',
    'headache \ud800',
    '\ud800',
    '\u0000\u0007',
    '🤮🤮🤮',
    'é'.normalize('NFD'),
    'х'.repeat(200),
    'a'.repeat(200),
    '??? !!! ...',
    'السعال',
    '&amp;lt;b&gt;headache&amp;',
    '<script>alert(1)</script>',
  ];
  const { results } = await normalize(texts);
  t.strictSame(
    results.map(({ error }) => error?.code),
    [undefined, undefined, 'mention_empty', 'mention_empty', ...texts.slice(4).map(() => undefined)],
  );
  t.equal(results[0]?.candidates[0]?.name, 'Headache', 'a NUL is no part of the word');
  t.equal(results[1]?.candidates[0]?.name, 'Headache', 'nor is half a character');
  t.equal(results[4]?.candidates[0]?.name, 'Vomiting', 'an emoji is read as its words');
  t.strictSame(
    results.map(({ error, text }, i) => (error ? texts[i] : text)),
    texts,
    'the text comes back as it was sent',
  );
  for (const { candidates } of results)
    for (const { scores } of candidates) t.ok(Math.abs(scores.dense) <= 1.001, 'a similarity');
});

t.test('how many candidates are asked for changes neither the first nor the decision', async (t) => {
  for (const mention of ['tired and my head is spinning', 'cant keep my eyes open', 'heart racing']) {
    const [few, many] = [await normalize(mention, { topK: 1 }), await normalize(mention, { topK: 50 })];
    const [one, other] = [few.results[0], many.results[0]];
    t.equal(other?.decision, one?.decision, mention);
    t.strictSame(other?.candidates[0], one?.candidates[0], mention);
  }
});

t.test('as many candidates as were asked for, no concept twice, best first', async (t) => {
  for (const topK of [1, 5, 50]) {
    const [result] = (await normalize('tired and my head is spinning', { topK })).results;
    const candidates = result?.candidates ?? [];
    // Concepts that are nowhere near may be missing from a long list.
    t.ok(candidates.length <= topK && candidates.length >= topK * 0.8, `${candidates.length} of ${topK}`);
    t.strictSame(
      candidates.map(({ rank }) => rank),
      candidates.map((_, i) => i + 1),
    );
    t.equal(new Set(candidates.map(({ conceptId }) => conceptId)).size, candidates.length);
  }
  t.equal((await normalize('tired')).results[0]?.candidates.length, 5, 'five where nothing is said');
  for (const topK of [0, 51, 2.5, -1, '5', null]) {
    t.match(
      await refused({ mentions: 'x', topK }),
      { httpStatus: 400, code: 'invalid_request', errors: [{ in: 'body', path: '/topK' }] },
      `${topK}`,
    );
  }
});

t.test('candidates below the wanted similarity are left out', async (t) => {
  const dense = (await normalize('spinning room', { topK: 10 })).results[0]?.candidates ?? [];
  // Ranked by all near names together, so the cosines of the best ones are in any order.
  const minSimilarity = dense.map(({ scores }) => scores.dense).sort((a, b) => b - a)[4] ?? 0;
  const kept = (await normalize('spinning room', { topK: 10, minSimilarity })).results[0]?.candidates ?? [];
  t.ok(kept.length > 0 && kept.length < dense.length, `${kept.length} of ${dense.length}`);
  t.ok(kept.every(({ scores }) => scores.dense >= minSimilarity - 0.0001));
  t.match((await normalize('qqq zzz', { minSimilarity: 1 })).results, [{ decision: 'none', candidates: [] }]);
  for (const wrong of [-0.1, 1.1, '0.5'])
    t.match(await refused({ mentions: 'x', minSimilarity: wrong }), { errors: [{ path: '/minSimilarity' }] });
});

t.test('what is to be included is included, and nothing else', async (t) => {
  const best = async (include?: readonly string[]) => {
    const { body } = await post(service, '/v1/normalize', { mentions: 'insomnia', topK: 1, include });
    return body;
  };
  t.match(await best(['hierarchy', 'definition', 'names']), {
    results: [
      {
        candidates: [
          {
            hierarchy: [[{ level: 'group' }, { name: 'Psychiatric disorders', level: 'system' }]],
            definition: /sleep/,
            names: [{ text: 'Insomnia', kind: 'preferred', origin: 'ontology' }],
          },
        ],
      },
    ],
  });
  t.notMatch(JSON.stringify(await best(['definition'])), /"hierarchy"|"names"/);
  t.match(JSON.stringify(await best(['definition'])), /"definition"/);
  t.notMatch(JSON.stringify(await best()), /"hierarchy"|"names"|"definition"/);
  t.match(await refused({ mentions: 'x', include: ['parents'] }), {
    code: 'invalid_request',
    errors: [{ path: '/include/0', message: /hierarchy, definition, names/ }],
  });
});

t.test('the version that is asked for answers, or nothing does', async (t) => {
  const first = 'id,name\nL1,Insomnia\n';
  t.match(
    (await finished(service, await upload(service, 'mylist', first, { version: 'a', activate: 'true' })))
      .state,
    'succeeded',
  );
  t.match(
    (await finished(service, await upload(service, 'mylist', `${first}L2,Nausea\n`, { version: 'b' }))).state,
    'succeeded',
  );
  t.match(await normalize('insomnia', { ontology: 'mylist', version: 'a' }), { version: 'a', generation: 1 });
  t.match(await refused({ mentions: 'insomnia', ontology: 'mylist', version: 'b' }), {
    httpStatus: 409,
    code: 'version_not_loaded',
  });
  t.match(await refused({ mentions: 'insomnia', ontology: 'mylist', version: 'c' }), {
    httpStatus: 404,
    code: 'version_not_found',
  });
  t.match(await refused({ mentions: 'insomnia', ontology: 'nosuch' }), {
    httpStatus: 404,
    code: 'ontology_not_found',
  });
  t.match(await refused({ mentions: [], ontology: '__proto__' }), { code: 'ontology_not_found' });
});

t.test('too many mentions are refused as a whole', async (t) => {
  t.equal((await normalize(Array.from({ length: 12 }, () => 'headache'))).results.length, 12);
  t.match(await refused({ mentions: Array.from({ length: 13 }, () => 'headache') }), {
    httpStatus: 413,
    code: 'too_many_mentions',
    detail: /13 mentions; at most 12/,
  });
});

t.test('an envelope that does not fit is refused, and says where', async (t) => {
  t.match(await refused({}), { httpStatus: 400, errors: [{ in: 'body', path: '/mentions' }] });
  t.match(await refused({ mentions: 7 }), { httpStatus: 400, errors: [{ path: '/mentions' }] });
  t.match(await refused({ mentions: null }), { httpStatus: 400, errors: [{ path: '/mentions' }] });
  t.match(await refused({ mentions: 'x', topk: 3 }), {
    httpStatus: 400,
    errors: [{ path: '/topk', message: /not known/ }],
  });
  t.match(await refused({ mentions: 'x', ontology: 5 }), { errors: [{ path: '/ontology' }] });
  t.match(await refused(['x']), { httpStatus: 400, code: 'invalid_request' });
});
