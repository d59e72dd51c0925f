import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { detectGoldFormat, withPlainGold } from '#src/evaluation/gold/index.js';
import { readAt } from '../fixtures/gold/read.js';
import { workbookOf, zipOf } from '../fixtures/readers/workbook.js';

async function handed(t: Test, content: Uint8Array, fileName: string) {
  const path = join(t.testdir(), 'upload');
  const tmpDir = join(t.testdirName, 'tmp');
  await mkdir(tmpDir);
  await writeFile(path, content);
  const read = await withPlainGold(
    { path, fileName },
    tmpDir,
    new AbortController().signal,
    async (plain) => ({
      ...(await readAt(plain.path, plain)),
      format: await detectGoldFormat(plain.path, plain),
    }),
  ).finally(async () => {
    t.strictSame(await readdir(tmpDir), [], 'nothing is left');
  });
  return read;
}

t.test('files of one name in several folders of an archive', async (t) => {
  const zip = await zipOf({
    'cases/original/1.ann': 'T1\tADR 0 4\trash\n',
    'cases/meddra/1.ann': 'TT1\t501 0 4\trash\n',
    'cases/text/1.txt': 'rash',
    '__MACOSX/cases/original/._1.ann': '\0\0',
  });
  const { rows, format } = await handed(t, zip, 'cases.zip');
  t.equal(format, 'brat');
  t.match(rows, [{ mention: 'rash', answers: [[{ id: '501' }]] }]);
  const outside = await zipOf({ '../../1.ann': 'T1\tADR 0 4\trash\n' });
  await t.rejects(handed(t, outside, 'cases.zip'), { code: 'gold_set_invalid' });
});

t.test('a file that is compressed alone, and one that is not', async (t) => {
  const table = 'mention,code\nrash,501\n';
  const { rows, report } = await handed(t, gzipSync(table), 'set.csv.gz');
  t.match(rows, [{ line: 2, mention: 'rash' }]);
  t.equal(report.fileName, 'set.csv');
  t.equal((await handed(t, Buffer.from(table), 'set.csv')).rows.length, 1);
  const workbook = await workbookOf({
    A: [
      ['mention', 'code'],
      ['rash', 501],
    ],
  });
  t.equal((await handed(t, workbook, 'set')).rows.length, 1);
  const cut = gzipSync(table).subarray(0, 20);
  await t.rejects(handed(t, cut, 'set.csv.gz'), {
    code: 'gold_set_invalid',
    message: /set\.csv\.gz: .*unpacked/,
  });
  const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20));
  await t.rejects(handed(t, bomb, 'set.csv.gz'), {
    code: 'gold_set_invalid',
    message: /more than 200 times as large/,
  });
});
