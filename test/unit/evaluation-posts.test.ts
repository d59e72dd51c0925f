import t from 'tap';
import { csvRow } from '#src/csv-file.js';
import { figuresFrom, mentionFigures } from '#src/evaluation/index.js';
import { goldsByDocument } from '#src/evaluation/post-golds.js';
import { POST_COLUMNS, PostErrors, postCells, postHtml, postMarkdown } from '#src/evaluation/report/index.js';
import { checkGates, gate, judge } from '#src/cli/gates.js';
import { replayOf } from '#src/cli/replay.js';
import { GoldResolver } from '#src/evaluation/resolve.js';
import { evaluationInWords } from '#src/cli/evaluation-words.js';
import { BARE_FIGURES, manifestOf } from '../support/evaluation.js';
import { catalogueOf } from '../support/impact.js';
import { madeDocument, madeEvent, madeGold, madePostRun, postManifest } from '../support/post-run.js';

t.test('the page says what was measured, how it is counted, and what went wrong', async (t) => {
  const page = postHtml(madePostRun());
  for (const text of [
    '120 texts of forum posts 2026, 40 with mentions, were searched for events',
    'Golds whose concepts the ontology lacks count as missed end to end (2)',
    'Any match is how SMM4H counts',
    'By mark of the event',
    'Found, with another concept',
    'Found where no gold is',
    'Not found',
    'small-extractor',
    '3 mentions take no part',
    '1 of the texts could not be used',
  ])
    t.ok(page.includes(text), text);
  t.notOk(page.includes('Acc@'), 'nothing of ranks');
  const list = page.slice(page.indexOf('Found where no gold is'), page.indexOf('Not found'));
  const headings = [...list.matchAll(/<th(?: [^>]*)?>([^<]*)/g)].map(([, title]) => title);
  t.equal(new Set(headings).size, 8, 'no two columns are called the same');
  t.match(list, /Probability.*Confidence/s);
  const shares = [...list.matchAll(/([\d.]+)%/g)].map(([, share]) => Number(share));
  t.match(list, 'greatest probability of being an event first');
  t.equal(shares[0], Math.max(...shares), 'what they are ordered by is shown');
  const hostile = postHtml(
    madePostRun([madeDocument(0, [madeGold(0, 3, 'A', { text: '<script>x' })], [], { document: '<b>' })]),
  );
  t.notMatch(hostile, /<script>|<b>/);
});

t.test('the summary is Markdown in which nothing of the data is markup', async (t) => {
  const { manifest, figures } = madePostRun();
  const text = postMarkdown({ ...manifest, goldSet: { ...manifest.goldSet, name: 'a|b*' } }, figures);
  t.match(text, /^## starter 2026\.1 measured on a\\\|b\\\*\n/);
  t.match(text, /\| Offsets \| Counted \| Predicted \| Gold \| Matched \|/);
  t.match(text, /\| relaxed \| one-to-one \|/);
  t.match(text, /extractor 5566778855667788/);
});

t.test('CSV: an event with its gold, golds that stand beside none, texts without either', async (t) => {
  const at = (name: string) => POST_COLUMNS.indexOf(name);
  const rows = postCells(
    madeDocument(
      4,
      [madeGold(0, 5, 'A'), madeGold(3, 8, 'B'), madeGold(20, 25, '', { kind: 'open' })],
      [madeEvent(3, 8, 'B', { text: '=1+1' })],
    ),
  );
  t.strictSame(
    rows.map((row) => ['match', 'event_start', 'gold_start', 'gold_kind'].map((name) => row[at(name)])),
    [
      ['exact', 3, 3, 'known'],
      [null, null, 0, 'known'],
      [null, null, 20, 'open'],
    ],
  );
  t.ok(rows.every((row) => row.length === POST_COLUMNS.length));
  t.match(csvRow(rows[0] ?? []), "'=1+1");
  const refused = { adverseEvent: null, error: 'text_too_long' };
  t.strictSame(postCells(madeDocument(5, [], [], refused))[0]?.slice(0, 7), [
    ...[5, 'text 5', null, 'text_too_long', null, null, null],
  ]);
});

t.test('errors to read: what the ontology lacks is none of them, and there are not too many', async (t) => {
  const errors = new PostErrors();
  const missing = madeGold(0, 5, '', { kind: 'missing', missing: ['X'] });
  errors.add(madeDocument(0, [missing], [madeEvent(0, 5, 'A')]));
  errors.add(madeDocument(1, [madeGold(0, 5, '')], [madeEvent(0, 5, 'A', { confidence: 0.2 })]));
  errors.add(madeDocument(2, [madeGold(0, 5, 'B')], [madeEvent(0, 5, 'A', { confidence: 0.9 })]));
  errors.add(madeDocument(3, [madeGold(0, 5, 'B')], [madeEvent(0, 5, 'A', { counts: false })]));
  for (let row = 4; row < 104; row += 1)
    errors.add(madeDocument(row, [], [madeEvent(0, 5, 'A', { probability: row / 200 })]));
  const { missed, spurious, otherConcept } = errors.list();
  t.strictSame(
    otherConcept.map(({ document }) => document),
    ['text 2', 'text 1'],
  );
  t.strictSame(
    missed.map(({ document }) => document),
    ['text 3'],
  );
  t.equal(spurious.length, 50);
  t.equal(spurious[0]?.document, 'text 103');
  t.equal(spurious[49]?.document, 'text 54');
});

t.test('the mentions of a document stand together, wherever their rows are', async (t) => {
  const row = (document: string | null, pieces: readonly (readonly [number, number])[], id: string) => ({
    ...{ line: 1, mention: 'x', split: null, fold: null, group: null, weight: 1 },
    answers: id === '' ? [] : [[{ id, name: null }] as const],
    span: document === null ? null : { document, pieces: pieces.map(([start, end]) => ({ start, end })) },
  });
  const rows = [
    ...[
      row(
        'a',
        [
          [9, 12],
          [2, 4],
        ],
        'A',
      ),
      row('b', [[0, 1]], ''),
      row('a', [], 'A'),
      row(null, [], 'A'),
    ],
    row('a', [[5, 6]], 'X'),
  ];
  const catalogue = catalogueOf(t.testdir(), 'v', [{ id: 'A', name: 'Rash' }]);
  t.teardown(() => {
    catalogue.close();
  });
  async function* source() {
    yield* await Promise.resolve(rows);
  }
  const golds = await goldsByDocument(source(), new GoldResolver(catalogue));
  t.match(golds.get('a'), {
    placed: [
      { start: 2, end: 12, kind: 'known' },
      { start: 5, end: 6, kind: 'missing', missing: ['X'] },
    ],
    unplaced: 1,
  });
  t.match(golds.get('b'), { placed: [{ kind: 'none', concepts: [] }], unplaced: 0 });
});

t.test('gates over posts', async (t) => {
  const { figures } = madePostRun();
  const texts = ['f1-strict=0.2', 'Recall-Relaxed = 30%', 'extraction-precision-strict-one-to-one=.9'];
  const gates = texts.flatMap((text) => gate(text));
  t.match(gates[2]?.figure, {
    kind: 'spans',
    part: 'extraction',
    rate: 'precision',
    criterion: 'strict',
    way: 'oneToOne',
  });
  t.strictSame(
    judge(gates, figures).map(({ value, met }) => [value, met]),
    [
      [figures.endToEnd.strict.anyMatch.f1?.value, true],
      [figures.endToEnd.relaxed.anyMatch.recall?.value, true],
      [figures.extraction.strict.oneToOne.precision?.value, false],
    ],
  );
  t.doesNotThrow(() => {
    checkGates(gates, 'posts', [1]);
  });
  t.throws(
    () => {
      checkGates(gates, 'mentions', [1]);
    },
    { message: /f1-strict: that is measured of posts/, hint: /--task posts/ },
  );
  t.throws(
    () => {
      checkGates(gate('mrr=0.5'), 'posts', [1]);
    },
    { message: /mrr: that is measured of mentions/, hint: /f1-strict=0\.4/ },
  );
});

t.test('replay tells which figure changed, and which model', async (t) => {
  const { manifest, figures } = madePostRun();
  t.equal(replayOf(manifest, figures, { manifest, figures }).same, true);
  const worse = madePostRun([madeDocument(0, [madeGold(0, 5, 'A')], [madeEvent(0, 4, 'A')])]).figures;
  const { posts } = manifest;
  const extractor = { id: 'other', hash: '99'.repeat(32) };
  const second = { ...manifest, posts: posts && { ...posts, extractor } };
  t.match(replayOf(manifest, figures, { manifest: second, figures: worse }).differences, [
    /the extractor is another one: it was small-extractor \(5566778855667788…\) and is other/,
    /the strict F1 \(any match\) was .* and is 0\.0%/,
  ]);
  t.match(replayOf(manifest, figures, { manifest, figures: BARE_FIGURES }).differences, [
    /over posts, the other over mentions/,
  ]);
});

t.test('the command line shows both measures in both ways', async (t) => {
  const { manifest, figures } = madePostRun();
  const text = evaluationInWords({ manifest, figures });
  t.match(text, /120 texts, 40 with mentions; 61 golds/);
  t.match(text, /end to end +strict +any match/);
  t.match(text, /extraction +relaxed +one-to-one/);
  t.match(evaluationInWords({ manifest: postManifest(1), figures }), /^starter 2026\.1.*\n1 text, /s);
  t.notMatch(text, 'offsets say');
  const astray = { ...manifest, goldSet: { ...manifest.goldSet, astray: 7 } };
  const told = 'Of the 900 mentions of the gold set 7 do not stand where the offsets say';
  t.match(evaluationInWords({ manifest: astray, figures }), told);
  t.match(postMarkdown(astray, figures), told);
});

t.test('figures of before there was a task are of mentions', async (t) => {
  const { task, ...old } = BARE_FIGURES;
  t.equal(task, 'mentions');
  t.strictSame(figuresFrom(JSON.parse(JSON.stringify(old))), BARE_FIGURES);
  const { figures } = madePostRun();
  t.strictSame(figuresFrom(JSON.parse(JSON.stringify(figures))), JSON.parse(JSON.stringify(figures)));
  t.throws(() => figuresFrom({ task: 'posts' }));
  t.throws(() => mentionFigures(figures), { code: 'run_of_posts' });
  t.equal(mentionFigures(BARE_FIGURES), BARE_FIGURES);
  t.equal(manifestOf().settings.task, 'mentions');
});
