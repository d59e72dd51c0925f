import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { AppError } from '#src/errors.js';
import { buildCatalogue } from '#src/ontology/catalogue-build.js';
import { tooManyNames } from '#src/ontology/name-limit.js';
import type { SourceFormat } from '#src/ontology/readers/reader.js';

const message = (format: SourceFormat, names: number, maxNames = 1000) =>
  tooManyNames({ fileName: 'release', format, names, maxNames }).message;

t.test('the count, the limit, and what so many names would need', (t) => {
  const told = message('umls', 5_400_000, 2_000_000);
  t.match(told, /^release: 5,400,000 names are selected, and at most 2,000,000 are allowed\./);
  t.match(told, /At about 900 names a second on two cores they would take about 100 minutes to embed/);
  t.match(told, /about 6\.3 GB of memory/);
  t.match(told, /or raise ADE_MAX_NAMES/);
  t.match(message('umls', 9_720_000), /about 3\.0 hours to embed, and then about 11\.3 GB/);
  t.match(message('csv', 1001), /about 1 minute to embed, and then about 1 MB/);
  t.end();
});

t.test('the choices that would make it less, by format', (t) => {
  const umls = message('umls', 2000);
  for (const choice of ['sources', 'termTypes', 'semanticTypes'])
    t.match(umls, new RegExp(`${choice} \\(UMLS: `), choice);
  t.notMatch(umls, /below|suppressed|level/);
  t.match(message('snomed', 2000), /Read less of it with below \(SNOMED CT: /);
  t.notMatch(message('snomed', 2000), /semanticTypes/);
  for (const format of ['csv', 'meddra'] as const)
    t.match(message(format, 2000), /\. Keep a part of the file; or raise ADE_MAX_NAMES/, format);
  t.end();
});

async function build(t: Test, maxNames: number) {
  const dir = t.testdir();
  const sourcePath = join(dir, 'terms.csv');
  const cataloguePath = join(dir, 'catalogue.sqlite');
  const rows = [
    'T1,Rash,Spots;Exanthem,red skin,,yes',
    'T2,Old,,,retired,yes',
    'T3,Heading,,,,no',
    'T4,Itch,,,,yes',
  ];
  await writeFile(sourcePath, ['id,name,synonyms,lay,status,selectable', ...rows].join('\n'));
  const seen: number[] = [];
  const result = buildCatalogue(
    {
      sourcePath,
      fileName: 'terms.csv',
      format: 'csv',
      choice: {},
      starter: null,
      cataloguePath,
      maxNames,
    },
    (count) => seen.push(count),
  );
  return { result, seen, cataloguePath };
}

t.test('a source is read to its end before it is refused', async (t) => {
  const { result, seen, cataloguePath } = await build(t, 2);
  const error: unknown = await result.catch((thrown: unknown) => thrown);
  t.ok(error instanceof AppError);
  t.match(error, {
    code: 'too_many_names',
    message: /^terms\.csv: 5 names are selected, and at most 2 are allowed/,
  });
  t.strictSame(seen, [4]);
  t.notOk(existsSync(cataloguePath), 'nothing is written');
});

t.test('names that cannot be proposed do not count', async (t) => {
  const { result, cataloguePath } = await build(t, 5);
  t.match(await result, { concepts: 4, names: 5, coreNames: 4 });
  t.ok(existsSync(cataloguePath));
  await t.rejects((await build(t, 4)).result, { code: 'too_many_names' });
});
