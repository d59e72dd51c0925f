import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { RELEASE } from '../fixtures/readers/meddra.js';
import { serveApplication } from '../support/application.js';
import { finished, post } from '../support/http.js';

t.setTimeout(120_000);

const folder = t.testdir();
const imports = join(folder, 'imports');
mkdirSync(join(imports, 'MedDRA_27_1', 'MedAscii'), { recursive: true });
for (const [name, text] of Object.entries(RELEASE))
  writeFileSync(join(imports, 'MedDRA_27_1', 'MedAscii', name), text);
writeFileSync(join(imports, 'terms.csv'), 'id,name\nL1,Insomnia\n');
writeFileSync(join(folder, 'secret.csv'), 'id,name\nL1,Secret\n');
symlinkSync(join(folder, 'secret.csv'), join(imports, 'link.csv'));

const service = await serveApplication(folder, { ADE_IMPORT_DIR: imports });
t.teardown(() => service.close());
const bring = (ontology: string, body: object) => post(service, `/v1/ontologies/${ontology}/versions`, body);

t.test('a file or folder below the import folder becomes a version', async (t) => {
  t.match(await finished(service, await bring('mylist', { path: 'terms.csv', activate: true })), {
    state: 'succeeded',
    result: { version: '1', generation: 1, report: { read: { file: 'terms.csv', rows: 1 } } },
  });
  t.match(await finished(service, await bring('meddra', { path: 'MedDRA_27_1', version: 'spring' })), {
    state: 'succeeded',
    result: { version: 'spring', generation: null, report: { read: { format: 'meddra' } } },
  });
});

t.test('nothing outside of it can be named', async (t) => {
  for (const path of [
    '../secret.csv',
    'link.csv',
    join(folder, 'secret.csv'),
    '.',
    'none.csv',
    'a\0b',
    '..',
  ]) {
    const { body } = await bring('mylist', { path });
    t.match(body, { status: 422, code: 'import_refused' }, path);
  }
  t.match((await bring('mylist', { path: '' })).body, { status: 400, code: 'invalid_request' });
  t.match((await bring('mylist', { path: 'terms.csv', spread: true })).body, { status: 400 });
});

t.test('an option that the format does not have is told, not passed over', async (t) => {
  const job = await finished(service, await bring('mylist', { path: 'terms.csv', below: '404684003' }));
  t.match(job, {
    state: 'failed',
    error: { code: 'invalid_request', detail: /“below” is no option for CSV/ },
  });
  t.match((await bring('mylist', { path: 'terms.csv', level: 'XX' })).body, {
    status: 400,
    code: 'invalid_request',
    detail: /level: “XX”; PT and LLT are allowed/,
  });
});

t.test('a language that the encoder was not taught is brought with a warning', async (t) => {
  const german = join(imports, 'German');
  mkdirSync(german);
  for (const [name, text] of Object.entries(RELEASE))
    writeFileSync(
      join(german, name),
      name.toLowerCase() === 'meddra_release.asc' ? '27.1$German$$$$\n' : text,
    );
  t.match(await finished(service, await bring('deutsch', { path: 'German' })), {
    state: 'succeeded',
    result: {
      expansion: 'all',
      lent: null,
      report: { warnings: [/names are in German, and the encoder knows English/] },
    },
  });
  // The release is registered under its own name: with other names of the starter it needs another.
  const again = await finished(service, await bring('deutsch', { path: 'German', expansion: 'synonyms' }));
  t.match(again, { state: 'failed', error: { code: 'version_exists', detail: /--name-of-version/ } });
  t.strictSame(readdirSync(join(folder, 'data', 'tmp')), [], 'what was read in vain is thrown away');
});
