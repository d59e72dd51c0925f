import t from 'tap';
import { evaluationHtml } from '#src/evaluation/report/index.js';
import { BARE_FIGURES, candidate, madeRun, manifestOf, prediction } from '../support/evaluation.js';

const BARE = { manifest: manifestOf(), figures: BARE_FIGURES, worst: [], confused: [] };

const headingsOf = (html: string): string[] =>
  [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, text]) => text ?? '');

t.test('a run with everything has its sections in order', async (t) => {
  const html = evaluationHtml(madeRun(300));
  t.match(html, /^<!doctype html>[^]*<\/html>\n$/);
  t.match(html, '<title>starter 2026.1 measured on forum posts 2026</title>');
  t.strictSame(headingsOf(html), [
    ...['Summary', 'Accuracy', 'Plots', 'Decisions', 'Mentions of no concept', 'Folds'],
    ...['Seen in training or not', 'By group', 'By how often the concept is the right one in this gold set'],
    ...['By length of the mention', 'By body system', 'Rolled up', 'Confused concepts', 'The worst errors'],
    'How to repeat this run',
  ]);
  t.match(html, /BioSyn and SapBERT[^]*By concepts[^]*By names[^]*Difference in points[^]*Acc@10/);
  t.equal(html.match(/<svg /g)?.length, 4);
  t.notMatch(html, /<script|<link|<img|@import|url\(|https?:/, 'it needs nothing else');
});

t.test('what a run does not have is left out', async (t) => {
  const html = evaluationHtml(BARE);
  t.strictSame(headingsOf(html), ['Summary', 'How to repeat this run']);
  t.notMatch(html, /<svg|<figure|NaN|undefined|null/);
  t.match(html, 'No mention has a right concept');
  t.notMatch(html, 'By names', 'a run of before, which did not count names');

  const { figures } = madeRun(100, { hasCalibration: false, systemOf: null, seenOf: null, hierarchy: null });
  const plain = evaluationHtml({ ...BARE, figures });
  t.equal(plain.match(/<svg /g)?.length, 1, 'without confidences and systems there is one plot');
  for (const heading of ['Rolled up', 'By body system', 'Seen in training or not'])
    t.notOk(headingsOf(plain).includes(heading), heading);
});

t.test('text from outside is text, wherever it stands', async (t) => {
  const evil = `<script>alert("x")</script>'&\u202e`;
  const seen = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp; ';
  const { figures } = madeRun(20);
  const part = { part: evil, mentions: 3, accuracy: [{ k: 1, value: 0.5 }], floor: 0.1 };
  const base = manifestOf();
  const html = evaluationHtml({
    manifest: {
      ...base,
      createdBy: evil,
      goldSet: { ...base.goldSet, name: evil, fileName: evil },
      settings: { ...base.settings, split: evil },
      command: evil,
    },
    figures: {
      ...figures,
      seen: [part],
      folds: { parts: [part], accuracy: [{ k: 1, mean: 0.5, sd: null }] },
      tables: ['group', 'system', evil].map((by) => ({ by, parts: [part] })),
      rollUp: [{ level: evil, mentions: 3, accuracy: 1 }],
    },
    worst: [
      prediction(0, 'A', '', {
        mention: evil,
        candidates: [candidate(evil, { name: evil, matchedName: evil })],
      }),
    ],
    confused: [
      { gold: { id: evil, name: evil }, answered: { id: evil, name: evil }, count: 2, siblings: false },
    ],
  });
  t.notMatch(html, /<script|\u202e/);
  t.ok(html.replaceAll('<wbr>', '').split(seen).length > 20, 'it stands there escaped');
});

t.test('long texts and endless tables are cut, and the page says so', async (t) => {
  const parts = Array.from({ length: 150 }, (_, at) => ({
    ...{ part: `document ${at}`, mentions: at, accuracy: [{ k: 1, value: 0.5 }], floor: 0 },
  }));
  const signs = prediction(1, 'A', 'B', { mention: '&'.repeat(50) });
  const long = prediction(0, 'A', 'B', { mention: `${'x'.repeat(299)}😀${'y'.repeat(50)}` });
  const html = evaluationHtml({
    ...BARE,
    figures: {
      ...BARE_FIGURES,
      tables: [
        { by: 'group', parts },
        { by: 'system', parts },
      ],
    },
    worst: [long, signs],
  });
  t.notMatch(html, '<td>document 49</td>');
  t.match(html, '<td>document 50</td>');
  t.match(html, 'The 100 with most mentions, of 150; figures.json has all.');
  t.match(html, 'by body system, the 30 with most mentions');
  t.match(html.replaceAll('<wbr>', ''), `<td>${'x'.repeat(299)}…</td>`, 'never in the middle of a sign');
  const [twenty, ten] = ['&amp;'.repeat(20), '&amp;'.repeat(10)];
  t.match(html, `<td>${twenty}<wbr>${twenty}<wbr>${ten}</td>`, 'a long word may break, an entity may not');
});
