import t from 'tap';
import { Type } from '@sinclair/typebox';
import { serveApplication } from '../support/application.js';
import { NormalizeAnswer, post, read, send } from '../support/http.js';
import { AnnotateAnswer, ClassifyAnswer, ExtractAnswer, POST_SETTINGS } from '../support/posts.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir(), {
  ...POST_SETTINGS,
  ADE_MAX_TEXTS: '20',
  ADE_MAX_TEXT_CHARS: '5000',
});
t.teardown(() => service.close());

const Problem = Type.Object({ code: Type.String(), detail: Type.String({ default: '' }) });
const REACTION = 'This stuff gave me a terrible headache and I felt nauseous.';
const NOTHING = 'picked up my refill at the pharmacy today';
/** Each of another kind, and none that can be used. */
const BAD = [
  '',
  '  \n\t ',
  '\u200b',
  5,
  null,
  ['x'],
  {},
  { text: 7 },
  { id: {}, text: 'x' },
  'x'.repeat(5001),
];
const BAD_CODES = [
  ...['text_empty', 'text_empty', 'text_empty', 'text_invalid', 'text_invalid', 'text_invalid'],
  ...['text_invalid', 'text_invalid', 'text_invalid', 'text_too_long'],
];

const annotate = async (body: object) =>
  read(AnnotateAnswer, (await post(service, '/v1/annotate', body)).body).results;
/** The annotated one of a request's posts. */
const annotated = async (text: string, options: object = {}) => {
  const [first] = await annotate({ texts: text, ...options });
  if (!first || 'error' in first) throw new Error(`not annotated: ${JSON.stringify(first)}`);
  return first;
};

t.test('posts are classified in their order, and those that cannot be used do not fail them', async (t) => {
  const texts = [{ id: 'r1', text: REACTION }, ...BAD, NOTHING];
  const answer = await post(service, '/v1/classify', { texts });
  t.equal(answer.status, 200);
  const { model, threshold, results } = read(ClassifyAnswer, answer.body);
  t.equal(model, 'ade-classify');
  t.equal(results.length, texts.length);
  t.strictSame(
    results.slice(1, -1).map((result) => ('error' in result ? result.error.code : 'none')),
    BAD_CODES,
  );
  const [first, last] = [results[0], results.at(-1)];
  t.match(first, { id: 'r1', adverseEvent: { label: true } });
  t.match(last, { id: String(texts.length - 1), adverseEvent: { label: false } });
  for (const result of [first, last]) {
    if (!result || 'error' in result) throw new Error('refused');
    const { adverseEvent, labels } = result;
    t.strictSame(Object.keys(labels), ['ADR', 'WD', 'EF', 'INF', 'SSI', 'DI']);
    t.equal(adverseEvent.probability, labels['ADR']);
    t.equal(adverseEvent.label, adverseEvent.probability >= threshold);
    t.notOk('preprocessed' in result);
  }
});

t.test('the threshold is the caller’s, and what the model read is shown', async (t) => {
  const text = '@anna_k see https://example.org 😩 my head';
  const ask = async (threshold: number) =>
    read(
      ClassifyAnswer,
      (await post(service, '/v1/classify', { texts: text, threshold, preprocessed: true })).body,
    );
  t.match(await ask(0), { threshold: 0, results: [{ adverseEvent: { label: true } }] });
  t.match(await ask(1), {
    results: [{ adverseEvent: { label: false }, preprocessed: '@username see link weary my head' }],
  });
});

t.test('events stand where their words do, counted both ways', async (t) => {
  const texts = [
    `😰😰 ${REACTION}`,
    'My doctor 👩‍⚕️ changed the dose,\r\nsince then: dizzy, nauseous\tand awful   stomach cramps 𝐡𝐞𝐥𝐩 nausea',
    'lone \ud83d surrogate \udc00 gave me a bad headache',
    NOTHING,
  ];
  const { results } = read(ExtractAnswer, (await post(service, '/v1/extract', { texts })).body);
  const found = results.map((result, i) => {
    if ('error' in result) throw new Error(result.error.detail);
    const text = texts[i] ?? '';
    let end = 0;
    for (const event of result.events) {
      t.equal(text.slice(event.start, event.end), event.text, event.text);
      const points = Array.from(text).slice(event.codePoints.start, event.codePoints.end).join('');
      t.equal(points, event.text, 'in code points, too');
      t.ok(event.start >= end, 'in order, without overlap');
      end = event.end;
    }
    return result.events.map((event) => event.text).join('|');
  });
  t.match(found[0], /headache/);
  t.match(found[1], /cramps/);
  t.match(found[2], /headache/);
  t.equal(found[3], '');
});

t.test('a post of many windows is read to its end', async (t) => {
  const filler = 'The parcel came on a Tuesday and the weather was fine. '.repeat(80);
  const text = `${filler}After two days on this medicine I got a terrible headache.`;
  const { results } = read(ExtractAnswer, (await post(service, '/v1/extract', { texts: text })).body);
  const [first] = results;
  if (!first || 'error' in first) throw new Error('refused');
  t.ok(
    first.events.some((event) => event.text.includes('headache') && event.start > filler.length),
    'the event at the end is found',
  );
  const classified = await post(service, '/v1/classify', { texts: [text, filler] });
  const [whole, without] = read(ClassifyAnswer, classified.body).results;
  if (!whole || !without || 'error' in whole || 'error' in without) throw new Error('refused');
  t.ok(whole.adverseEvent.probability > without.adverseEvent.probability);
});

t.test('annotated events have the candidates that their words have alone', async (t) => {
  const { events, text, classification } = await annotated(REACTION, { topK: 3 });
  t.equal(text, REACTION);
  t.equal(classification.adverseEvent.label, true);
  const headache = events.find((event) => event.text.includes('headache'));
  t.match(headache, { type: 'ADR', mark: 'reported', candidates: [{ name: 'Headache' }] });
  const alone = await post(service, '/v1/normalize', { mentions: headache?.text ?? '', topK: 3 });
  const [normalized] = read(NormalizeAnswer, alone.body).results;
  t.strictSame(
    headache?.candidates.map(({ conceptId }) => conceptId),
    normalized?.candidates.map(({ conceptId }) => conceptId),
  );
  t.equal(headache?.decision, normalized?.decision);
});

t.test('what is denied, or somebody else’s, carries its mark and is never coded alone', async (t) => {
  const results = await annotate({
    texts: [
      'Been on this medicine two weeks, no nausea, no headache.',
      'My mom got a rash from this medicine.',
    ],
  });
  const marks = results.flatMap((result) => {
    if ('error' in result) throw new Error(result.error.detail);
    for (const { mark, decision } of result.events) t.not(mark !== 'reported' && decision, 'auto');
    return result.events.map(({ mark }) => mark);
  });
  t.ok(marks.includes('negated'), marks.join());
  t.ok(marks.includes('other'), marks.join());
});

t.test('events are looked for only where that is asked for', async (t) => {
  t.not((await annotated(REACTION, { onlyAdverse: true })).events.length, 0);
  const none = await annotated(REACTION, { onlyAdverse: true, threshold: 1 });
  t.match(none, { classification: { adverseEvent: { label: false } }, events: [] });
  t.not((await annotated(REACTION, { threshold: 1 })).events.length, 0);
  t.equal((await annotated(REACTION, { minProbability: 1 })).events.length, 0);
});

t.test('what is wrong with a request is said', async (t) => {
  const refused = async (url: string, body: object) => {
    const answer = await post(service, url, body);
    const { code, detail } = read(Problem, answer.body);
    return `${answer.status} ${code} ${detail}`;
  };
  for (const url of ['/v1/classify', '/v1/extract', '/v1/annotate']) {
    t.match(await refused(url, {}), /^400 invalid_request/, url);
    t.match(await refused(url, { texts: 5 }), /^400 invalid_request/);
    t.match(await refused(url, { texts: 'x', treshold: 1 }), /^400 invalid_request/);
    const many = await refused(url, { texts: Array.from({ length: 21 }, () => 'x') });
    t.match(many, /^413 too_many_texts .*21 posts; at most 20 .*ADE_MAX_TEXTS.*annotate\/stream/);
    t.equal((await post(service, url, { texts: [] })).status, 200, 'none is no failure');
    if (url === '/v1/classify') continue;
    t.match(await refused(url, { texts: 'x', ontology: 'nowhere' }), /^404 ontology_not_found/);
  }
  t.match(await refused('/v1/annotate', { texts: 'x', version: '99' }), /^404 version_not_found/);
  t.match(await refused('/v1/annotate?format=xml', { texts: 'x' }), /^400 invalid_request/);
});

t.test('the answer comes in the formats of annotation tools', async (t) => {
  const texts = [{ id: 'r1', text: REACTION }, ''];
  const as = (format: string) => post(service, `/v1/annotate?format=${format}`, { texts, topK: 1 });
  const brat = await as('brat');
  t.match(brat.headers['content-type'], /^application\/json/);
  const files = read(Type.Record(Type.String(), Type.String()), brat.body);
  t.strictSame(Object.keys(files).sort(), ['annotation.conf', 'r1.ann', 'r1.txt'], 'without the refused one');
  t.match(files, { 'r1.txt': REACTION, 'r1.ann': /^T1\tADR \d+ \d+\t/ });
  const pubtator = await as('pubtator');
  t.match(pubtator.headers['content-type'], /^text\/plain/);
  t.match(pubtator.text, /^r1\|t\|This stuff.*\nr1\|a\|\nr1\t\d+\t\d+\t/);
  t.match((await as('bioc')).body, { documents: [{ id: 'r1', passages: [{ text: REACTION }] }] });
});

t.test('what posts came to is counted', async (t) => {
  const text = (await send(service, '/metrics')).text;
  for (const outcome of ['adverse', 'other', 'extracted', 'error'])
    t.match(text, new RegExp(`^ade_posts_total\\{outcome="${outcome}"\\} [1-9]`, 'm'));
  t.match(text, /^ade_post_events_total\{type="ADR",mark="negated"\} [1-9]/m);
});
