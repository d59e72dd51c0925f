import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { keepSource, packFolder } from '#src/ontology/source.js';

t.test('a folder with two releases is refused, not mixed', async (t) => {
  const folder = t.testdir({
    two: { v1: { 'pt.asc': 'one' }, v2: { 'PT.ASC': 'two' } },
    one: { MedAscii: { 'pt.asc': 'one', 'llt.asc': 'more' }, 'readme.pdf': 'not read' },
    kept: {},
  });
  const wrong = { code: 'ontology_invalid', message: /^two: v1\/pt\.asc and v2\/PT\.ASC have one name/ };
  await t.rejects(keepSource(join(folder, 'two'), join(folder, 'kept')), wrong);
  await t.rejects(packFolder(join(folder, 'two'), join(folder, 'two.zip')), wrong);
  t.strictSame(readdirSync(join(folder, 'kept')), []);
  const sha256 = await keepSource(join(folder, 'one'), join(folder, 'kept'));
  t.strictSame(readdirSync(join(folder, 'kept', sha256)).sort(), ['llt.asc', 'pt.asc']);
  await packFolder(join(folder, 'one'), join(folder, 'one.zip'));
});
