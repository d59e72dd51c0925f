import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import t from 'tap';
import { serveApplication, type TestApplication } from '../support/application.js';
import { misfits, operation } from '../support/http-document.js';
import { finished, linesOf, post, read, send, upload } from '../support/http.js';
import { goldId, uploadGold, GoldSetAnswer } from '../support/http-evaluation.js';
import { POST_SETTINGS } from '../support/posts.js';

t.setTimeout(240_000);

const folder = t.testdir({ data: {}, gold: {} });
const service = await serveApplication(join(folder, 'data'), POST_SETTINGS);
t.teardown(() => service.close());

/** A row of the layout of SMM4H; `-` where there is no mention. */
function tweet(id: string, text: string, mention: string, code: string): string {
  // Such tables count code points.
  const begin = Array.from(text.slice(0, text.indexOf(mention))).length;
  const cells = mention === '' ? ['-', '-', '-', '-'] : [begin, begin + mention.length, 'ADE', mention];
  return [id, ...cells, 'x', text, code || '-', '-'].join('\t');
}

const HEADACHE = 'This stuff gave me a terrible headache and I felt nauseous.';
const GOLD = [
  'tweet_id\tbegin\tend\ttype\textraction\tdrug\ttweet\tmeddra_code\tmeddra_term',
  // Found wholly or in part, whatever the extractor takes with them.
  tweet('1', HEADACHE, 'headache', 'L2'),
  tweet('1', HEADACHE, 'nauseous', 'L4'),
  // Said to be another thing than it is: found, and not coded like that.
  tweet('2', '😀 this pill gave me a bad headache', 'bad headache', 'L3'),
  tweet('3', 'picked up my refill at the pharmacy today', '', ''),
  tweet('4', 'my mom got a rash from it', '', ''),
  tweet('5', 'since the new tablets i have a headache every day', 'headache every day', 'X9'),
  '',
].join('\n');

const tweets = await goldId(service, GOLD);
const start = (body: object) =>
  post(service, '/v1/evaluations', { ontology: 'mylist', task: 'posts', ...body });

const Rate = Type.Union([
  Type.Null(),
  Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() }),
]);
const Spans = Type.Object({
  ...{ predicted: Type.Integer(), gold: Type.Integer(), matchedPredicted: Type.Integer() },
  ...{ matchedGold: Type.Integer(), precision: Rate, recall: Rate, f1: Rate },
});
const Ways = Type.Object({ anyMatch: Spans, oneToOne: Spans });
const Matched = Type.Object({ strict: Ways, relaxed: Ways });
const Posts = Type.Object({
  manifest: Type.Object({ id: Type.String(), predictionsSha256: Type.String(), command: Type.String() }),
  figures: Type.Object({ task: Type.Literal('posts'), extraction: Matched, endToEnd: Matched }),
});

async function measured(body: object, of: TestApplication = service): Promise<Static<typeof Posts>> {
  const job = await finished(of, await start(body));
  if (job.state !== 'succeeded') throw new Error(JSON.stringify(job.error));
  return read(Posts, (await send(of, `/v1/evaluations/${job.id}`)).body);
}

t.test('a version is brought', async (t) => {
  const terms = 'id,name,synonyms\nL1,Insomnia,\nL2,Headache,\nL3,Rash,\nL4,Nausea,nauseous|felt nauseous\n';
  const fields = { version: 'a', expansion: 'none', activate: 'true' };
  t.match(await finished(service, await upload(service, 'mylist', terms, fields)), { state: 'succeeded' });
});

const done = { id: '', sha256: '' };

t.test('the whole job, as one can count it by hand', async (t) => {
  const accepted = await start({ goldSet: tweets });
  t.match(accepted.body, { kind: 'evaluation.run' });
  const job = await finished(service, accepted);
  t.match(job, {
    state: 'succeeded',
    result: { task: 'posts', settings: { task: 'posts', marks: 'reported' }, extraction: {}, endToEnd: {} },
  });
  const answer = await send(service, `/v1/evaluations/${job.id}`);
  const declared = operation('getEvaluation').answer(200);
  t.strictSame(declared && misfits(declared.schema, answer.body), []);
  t.match(answer.body, {
    manifest: {
      mentions: { measured: 4, missing: 1, excluded: 0 },
      posts: {
        classifier: { id: 'ade-classify', hash: /./ },
        extractor: { id: 'ade-extract', hash: /./ },
        documents: { measured: 5, withMentions: 3, refused: 0 },
        unplaced: 0,
      },
      command: /--task posts --marks reported --missing miss .*--strategy auto$/,
    },
    figures: { classification: { gold: 3 } },
  });
  const { manifest, figures } = read(Posts, answer.body);
  const { extraction, endToEnd } = figures;
  const lines = linesOf((await send(service, `/v1/evaluations/${job.id}/predictions`)).text);
  t.equal(lines.length, 5);
  t.match(lines[2], { document: '3', golds: [], events: [] });
  t.match(lines[1], {
    document: '2',
    golds: [{ start: 23, text: 'bad headache', kind: 'known', concepts: [{ id: 'L3' }] }],
  });
  t.match(lines[4], { golds: [{ kind: 'missing', missing: ['X9'] }] });
  t.equal(extraction.relaxed.anyMatch.matchedGold, 4, 'all are found');
  t.equal(endToEnd.relaxed.anyMatch.matchedGold, 2, 'two of them with their concept');
  t.equal(endToEnd.relaxed.anyMatch.gold, 4);
  t.equal(endToEnd.relaxed.anyMatch.recall?.value, 2 / 4);
  t.match(lines[3], { document: '4', events: [{ text: 'rash', mark: 'other', counts: false }] });
  const { low = 0, high = 0 } = endToEnd.relaxed.anyMatch.f1 ?? {};
  t.ok(low < high, 'with an interval over documents');
  done.id = manifest.id;
  done.sha256 = manifest.predictionsSha256;
});

t.test('again, while others are served, it is the same to the last prediction', async (t) => {
  const [again] = await Promise.all([
    measured({ goldSet: tweets }),
    post(service, '/v1/annotate', { texts: Array.from({ length: 20 }, (_, i) => `${HEADACHE} ${i}`) }),
  ]);
  t.equal(again.manifest.predictionsSha256, done.sha256);
});

t.test('marks and golds that the version lacks are chosen', async (t) => {
  const all = await measured({ goldSet: tweets, marks: 'all', missing: 'exclude' });
  const reported = await measured({ goldSet: tweets });
  const { extraction, endToEnd } = all.figures;
  t.ok(extraction.strict.anyMatch.predicted > reported.figures.extraction.strict.anyMatch.predicted);
  t.equal(extraction.strict.anyMatch.gold, 4);
  t.equal(endToEnd.strict.anyMatch.gold, 3);
  t.equal(endToEnd.strict.anyMatch.predicted, extraction.strict.anyMatch.predicted - 1);
});

t.test('brat: texts without annotations, splits, and places that nobody has normalized', async (t) => {
  const files = {
    'test/1.txt': HEADACHE,
    'test/1.ann': `T1\tADR 30 38\theadache\nT2\tADR 50 58\tnauseous\nN1\tReference T1 X:L2\tHeadache\n`,
    'test/2.txt': 'picked up my refill at the pharmacy today',
    'train/3.txt': 'this gave me a rash',
    'train/3.ann': 'T1\tADR 15 19\trash\nN1\tReference T1 X:L3\tRash\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'gold', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'gold', name), text);
  }
  const request = { path: join(folder, 'gold'), fileName: 'brat', actor: 'somebody' };
  const { goldSet } = await service.core.goldSets.add(request, { signal: new AbortController().signal });
  const run = await measured({ goldSet: goldSet.id });
  t.match(run.manifest, {
    posts: { documents: { measured: 2, withMentions: 1 } },
    mentions: { measured: 2 },
  });
  const { extraction, endToEnd } = run.figures;
  t.match(extraction.relaxed.anyMatch, { gold: 2, matchedGold: 2 });
  t.match(endToEnd.relaxed.anyMatch, { gold: 1, matchedGold: 1 });
  const train = await measured({ goldSet: goldSet.id, split: 'train' });
  t.match(train.manifest, { posts: { documents: { measured: 1, withMentions: 1 } } });
});

t.test('the files of a run', async (t) => {
  const base = `/v1/evaluations/${done.id}`;
  const page = (await send(service, `${base}/report`)).text;
  for (const part of [
    'End to end',
    'Extraction',
    'By mark of the event',
    'Found, with another concept',
    'ade-extract',
  ])
    t.match(page, part);
  t.match((await send(service, `${base}/summary`)).text, /### End to end\n\n\| Offsets \| Counted \|/);
  const csv = (await send(service, `${base}/predictions?format=csv`)).text.split('\r\n');
  t.match(csv[0], /row,document,split,error,adverse,adverse_probability,match,event_start/);
  t.ok(
    csv.some((line) => /^2,3,,,no,/.test(line)),
    'a text without anything has its line',
  );
});

t.test('golds that do not stand where their offsets say are not measured', async (t) => {
  const text = 'this stuff gave me a terrible headache';
  const rows = (begins: readonly number[]): string =>
    [
      'document,documentText,begin,end,mention,gold_id,split',
      ...begins.map((begin, i) => `d${i},${text},${begin},${begin + 8},headache,L2,s${i % 2}`),
      '',
    ].join('\n');
  const at = text.indexOf('headache');
  const astray = await goldId(service, rows([at - 3, at + 100, at]));
  t.match((await start({ goldSet: astray })).body, {
    code: 'evaluation_empty',
    detail:
      /^Of the 3 gold events of .* 2 do not stand at their offsets .*The first is “d0 \|.*” \(line 2\).* UTF-16/,
  });
  const nowhere = await goldId(service, rows([at - 3, at + 100]));
  t.match((await start({ goldSet: nowhere })).body, {
    code: 'evaluation_empty',
    detail: /^None of the 2 gold events of .* stands at its offsets in its document’s text/,
  });
  const some = await goldId(service, rows([at, at - 3, at]));
  const placed = await measured({ goldSet: some });
  t.equal(
    placed.figures.extraction.relaxed.oneToOne.gold,
    3,
    'a few are measured where they are said to stand',
  );
  t.match(placed.manifest, { goldSet: { rows: 3, astray: 1 } });
  const summary = (await send(service, `/v1/evaluations/${placed.manifest.id}/summary`)).text;
  t.match(summary, 'Of the 3 mentions of the gold set 1 does not stand where the offsets say');
  const split = await finished(service, await start({ goldSet: some, split: 's1' }));
  t.match(
    split,
    {
      state: 'failed',
      error: {
        code: 'evaluation_empty',
        detail: /^None of the 1 gold events of .* \(split “s1”\) stands at its offsets/,
      },
    },
    'what is measured counts, not the rest of the gold set',
  );
});

t.test('what cannot be done is refused before any work', async (t) => {
  const mentions = await goldId(service, 'mention,gold_id\nHeadache,L2\n');
  t.match((await start({ goldSet: mentions })).body, {
    code: 'evaluation_empty',
    detail: /has no texts.*brat/,
  });
  t.match((await start({ goldSet: tweets, learning: 'folds' })).body, {
    code: 'learner_invalid',
    detail: /active/,
  });
  t.match((await start({ goldSet: 'ab12cd34ef56ab78' })).body, { code: 'gold_set_not_found' });
  const compare = await post(service, '/v1/evaluations/compare', { first: done.id, second: done.id });
  t.match(compare, { status: 409, body: { code: 'run_of_posts', detail: /is over posts/ } });
  const proposed = await post(service, `/v1/evaluations/${done.id}/thresholds`, { auto: 0.9 });
  t.match(proposed, { status: 409, body: { code: 'run_of_posts' } });
  const failed = await finished(service, await start({ goldSet: tweets, split: 'dev' }));
  t.match(failed, {
    state: 'failed',
    error: { code: 'evaluation_empty', detail: /no text of the split “dev”/ },
  });
});

t.test('without the models it is told at once', async (t) => {
  const other = await serveApplication(join(folder, 'other'), {
    ...POST_SETTINGS,
    ADE_EXTRACT_DIR: join(folder, 'no'),
  });
  t.teardown(() => other.close());
  const { id } = read(GoldSetAnswer, (await uploadGold(other, GOLD)).body);
  const answer = await post(other, '/v1/evaluations', { goldSet: id, task: 'posts' });
  t.match(answer, { status: 501, body: { code: 'posts_not_available', detail: /ADE_EXTRACT_DIR/ } });
  t.match((await post(other, '/v1/evaluations', { goldSet: id, ontology: 'starter' })).status, 202);
});
