import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { serveApplication } from '../support/application.js';
import { BROWSER, openPage } from '../support/http-browser.js';
import { operations } from '../support/http-document.js';

t.setTimeout(120_000);

const skip = BROWSER === undefined && 'no browser was found; CHROMIUM may name one';

t.test('Swagger UI loads from the service alone, and its example works', { skip }, async (t) => {
  const service = await serveApplication(t.testdir());
  t.teardown(() => service.close());
  const base = await service.app.listen({ host: '127.0.0.1', port: 0 });
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  const page = await openPage(BROWSER ?? '', profile);
  t.teardown(async () => {
    await page.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  await page.open(`${base}/docs`);
  const operation = `document.querySelector('#operations-Normalize-normalize')`;
  await page.waitFor(`${operation} !== null`);
  t.equal(
    await page.evaluate(`document.querySelectorAll('.opblock').length`),
    operations.length,
    'every operation is listed',
  );

  await page.evaluate(`${operation}.querySelector('.opblock-summary-control').click()`);
  await page.waitFor(`${operation}.querySelector('.execute') !== null`);
  t.match(await page.evaluate(`${operation}.querySelector('textarea').value`), /wide awake at 4am/);
  await page.evaluate(`${operation}.querySelector('.execute').click()`);
  const answer = `${operation}.querySelector('.live-responses-table .response')`;
  await page.waitFor(`${answer} !== null`);
  t.match(await page.evaluate(`${answer}.querySelector('.response-col_status').textContent`), /^200/);
  t.match(await page.waitFor(`${answer}.querySelector('.highlight-code').textContent`), /Insomnia/);

  t.ok(page.requests.includes(`${base}/v1/normalize`));
  t.strictSame(
    page.requests.filter((url) => !url.startsWith(`${base}/`) && !url.startsWith('data:')),
    [],
    'nothing is asked of anybody else',
  );
  t.strictSame(page.errors, [], 'the console has nothing to complain of');

  // To look at when something is wrong.
  const folder = join(import.meta.dirname, '../../.tap/browser');
  mkdirSync(folder, { recursive: true });
  await page.evaluate(`${answer}.scrollIntoView()`);
  writeFileSync(join(folder, 'docs.png'), await page.screenshot());
});
