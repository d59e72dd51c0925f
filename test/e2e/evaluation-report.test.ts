import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { evaluationHtml, postHtml, type ReportedRun } from '#src/evaluation/report/index.js';
import { madeRun } from '../support/evaluation.js';
import { madePostRun } from '../support/post-run.js';
import { BROWSER, openPage, type View } from '../support/http-browser.js';

t.setTimeout(120_000);

const skip = BROWSER === undefined && 'no browser was found; CHROMIUM may name one';

/** What of a page's plots can be measured: their sizes, marks that stick out, and texts that cover one another. */
const MEASURED = Type.Object({
  overflow: Type.Integer(),
  plots: Type.Array(
    Type.Object({
      width: Type.Number(),
      height: Type.Number(),
      marks: Type.Integer(),
      outside: Type.Array(Type.String()),
      covered: Type.Array(Type.String()),
    }),
  ),
});
const MEASURE = `(() => {
  const root = document.documentElement;
  const named = (element) => element.outerHTML.slice(0, 120);
  const plots = [...document.querySelectorAll('svg')].map((svg) => {
    const size = svg.getBoundingClientRect();
    const box = svg.viewBox.baseVal;
    const marks = [...svg.querySelectorAll('text, circle, line, rect, polyline')];
    const outside = marks.filter((mark) => {
      const { x, y, width, height } = mark.getBBox();
      return x < -1 || y < -1 || x + width > box.width + 1 || y + height > box.height + 1;
    });
    const texts = [...svg.querySelectorAll('text')].map((text) => ({ text, box: text.getBBox() }));
    const covered = texts.flatMap(({ text, box: a }, at) =>
      texts.slice(at + 1).filter(({ box: b }) =>
        a.x + a.width > b.x && b.x + b.width > a.x && a.y + a.height - 3 > b.y && b.y + b.height - 3 > a.y,
      ).map((other) => text.textContent + ' / ' + other.text.textContent),
    );
    return { width: size.width, height: size.height, marks: marks.length, outside: outside.map(named), covered };
  });
  return { overflow: root.scrollWidth - root.clientWidth, plots };
})()`;

const VIEWS: Readonly<Record<string, View>> = {
  'wide-light': { width: 1280, height: 3000, colours: 'light' },
  'wide-dark': { width: 1280, height: 3000, colours: 'dark' },
  'narrow-light': { width: 360, height: 3000, colours: 'light' },
  'narrow-dark': { width: 360, height: 3000, colours: 'dark' },
  paper: { width: 680, height: 3000, media: 'print' },
};

/** Pages with the number of their plots. */
const PAGES = {
  full: { html: evaluationHtml(madeRun()), plots: 4 },
  best: { html: evaluationHtml(bestRun()), plots: 3 },
  posts: { html: postHtml(madePostRun()), plots: 0 },
};

/** Ten k, and everything right: labels have the least room. */
function bestRun(): ReportedRun {
  const run = madeRun(40, { ks: [1, 2, 3, 4, 5, 10, 20, 30, 40, 50], systemOf: null });
  const { overall } = run.figures;
  const sure = { value: 1, low: 1, high: 1 };
  const figures = {
    ...run.figures,
    overall: {
      ...overall,
      floor: 1,
      accuracy: overall.accuracy.map(({ k }) => ({ k, micro: sure, macro: 1 })),
    },
    coverage: [0.02, 0.2, 0.5, 1].map((coverage) => ({ threshold: 1 - coverage / 2, coverage, accuracy: 1 })),
  };
  return { ...run, figures };
}

t.test('the report opens from disk and is readable wherever it is read', { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  const page = await openPage(BROWSER ?? '', join(folder, 'profile'));
  t.teardown(async () => {
    await page.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  // To look at when something is wrong.
  const shots = join(import.meta.dirname, '../../.tap/browser');
  mkdirSync(shots, { recursive: true });

  const urls: string[] = [];
  for (const [run, { html, plots }] of Object.entries(PAGES)) {
    const path = join(folder, `${run}.html`);
    writeFileSync(path, html);
    const url = pathToFileURL(path).href;
    urls.push(url);
    await page.open(url);
    await page.waitFor(`location.href === ${JSON.stringify(url)} && document.readyState === 'complete'`);
    for (const [name, view] of Object.entries(VIEWS)) {
      await page.show(view);
      const measured = await page.evaluate(MEASURE);
      Value.Assert(MEASURED, measured);
      t.equal(measured.overflow, 0, `${run}, ${name}: the page does not scroll sideways`);
      t.equal(measured.plots.length, plots);
      for (const { width, height, marks, outside, covered } of measured.plots) {
        t.ok(width >= 300 && height >= 200 && marks > 10, `${run}, ${name}: a plot of ${width} x ${height}`);
        t.strictSame(outside, [], `${run}, ${name}: no mark sticks out`);
        t.strictSame(covered, [], `${run}, ${name}: no text covers another`);
      }
      writeFileSync(join(shots, `report-${run}-${name}.png`), await page.screenshot());
    }
  }
  t.strictSame([...new Set(page.requests)], urls, 'nothing is asked for but the pages themselves');
  t.strictSame(page.errors, [], 'the console has nothing to complain of');
});
