import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { lockDataDir } from '#src/store/index.js';
import {
  backUp,
  contentOf,
  entriesOf,
  hashOf,
  makeData,
  restore,
  sha256,
  writeEntries,
  type Entry,
} from '../support/backup.js';

const Head = Type.Object({
  files: Type.Array(Type.Object({ name: Type.String(), size: Type.Integer(), sha256: Type.String() })),
});

function headOf(text: Buffer): Static<typeof Head> {
  const head: unknown = JSON.parse(text.toString());
  Value.Assert(Head, head);
  return head;
}

t.test('archives that are not what a backup wrote are refused, and nothing of them stays', async (t) => {
  const { data, root, sources } = await makeData(t);
  const good = join(root, 'good.tar.gz');
  await backUp(data, good);
  const bytes = await readFile(good);
  const entries = await entriesOf(good);
  const [[, headText] = [{ name: '' }, Buffer.alloc(0)]] = entries;
  const files = entries.slice(1);
  const source = `sources/${sources[0] ?? ''}`;

  /** The same entries, with another list of files or other members in the head. */
  const withHead = (change: (head: Static<typeof Head>) => object, content = files): Entry[] => [
    [{ name: 'backup.json' }, Buffer.from(JSON.stringify(change(headOf(headText))))],
    ...content,
  ];
  const listed = (name: string, content: string): Entry[] =>
    withHead(
      (head) => ({
        ...head,
        files: [...head.files, { name, size: content.length, sha256: sha256(content) }],
      }),
      [...files, [{ name }, Buffer.from(content)]],
    );
  const swapped = (name: string, content: Buffer): Entry[] =>
    withHead(
      (head) => ({
        ...head,
        files: head.files.map((file) =>
          file.name === name ? { name, size: content.length, sha256: sha256(content) } : file,
        ),
      }),
      files.map(([header, before]) => (header.name === name ? [{ name }, content] : [header, before])),
    );

  const scratch = join(root, 'scratch.sqlite');
  const databaseWith = async (sql: string): Promise<Buffer> => {
    await writeFile(scratch, files.find(([{ name }]) => name === 'ade.sqlite')?.[1] ?? '');
    const db = new Database(scratch);
    db.exec(sql);
    db.close();
    return readFile(scratch);
  };
  const later = await databaseWith("INSERT INTO kysely_migration VALUES ('999-later', '2040')");
  const needy = await databaseWith(`UPDATE versions SET source_sha256 = '${hashOf('absent')}'`);
  const broken = await databaseWith('SELECT 1');
  broken.fill(0xff, 4096);

  const altered = Buffer.from(bytes);
  // Of the checksum at its end: among the empty pages of a database another distance may copy the same zeros.
  const place = bytes.length - 6;
  altered[place] = (altered[place] ?? 0) ^ 1;
  const cases: readonly (readonly [what: string, archive: Buffer | readonly Entry[], problem: RegExp])[] = [
    ['a byte altered', altered, /damaged|altered|bytes instead|is in it, but/],
    ['cut in the middle', bytes.subarray(0, Math.floor(bytes.length / 2)), /truncated/],
    ['without its last byte', bytes.subarray(0, -1), /truncated/],
    ['empty', Buffer.alloc(0), /truncated|empty/],
    ['no archive', Buffer.from('id,name\n1,One\n'), /no backup/],
    ['another archive', [[{ name: 'terms.csv' }, Buffer.from('1')]], /does not begin with backup\.json/],
    [
      'a head that is none',
      [[{ name: 'backup.json' }, Buffer.from('{"format":1}')]],
      /is not that of a backup/,
    ],
    ['of a later format', withHead((head) => ({ ...head, format: 2 })), /later release/],
    [
      'one letter altered',
      entries.map(([header, content]) => [
        header,
        header.name === source ? Buffer.from(content.toString().replace('One', 'Ono')) : content,
      ]),
      /sources\/\w+ is altered/,
    ],
    [
      'a file made longer',
      entries.map(([header, content]) => [
        { name: header.name },
        header.name === source ? Buffer.concat([content, content]) : content,
      ]),
      /28 bytes instead of 14/,
    ],
    ['a file missing', entries.slice(0, -1), /artefacts\/.* is missing/],
    ['a file twice', [...entries, ...entries.slice(-1)], /is in it, but not/],
    [
      'a file that is not listed',
      [...entries, [{ name: '../x' }, Buffer.from('x')]],
      /"\.\.\/x" is in it, but not/,
    ],
    [
      'a link in a file’s place',
      entries.map(([header, content]) =>
        header.name === source
          ? [{ name: header.name, type: 'symlink', linkname: '/etc/passwd' }, Buffer.alloc(0)]
          : [header, content],
      ),
      /not as a file/,
    ],
    ...[
      '../x',
      '/tmp/x',
      'x',
      'sources/../../x',
      `sources/${hashOf('a')}/..`,
      `artefacts/${hashOf('a')}`,
    ].map((name) => [`listed as ${name}`, listed(name, 'x'), /cannot be the name of a file/] as const),
    [`listed below a file`, listed(`${source}/x`, 'x'), /names a file twice, or as a folder/],
    ['a database that is damaged', swapped('ade.sqlite', broken), /its database is damaged/],
    ['a database that is none', swapped('ade.sqlite', Buffer.from('no')), /its database is damaged/],
    ['a later database', swapped('ade.sqlite', later), /later release \(.*999-later\) than this one/],
    [
      'a source short',
      swapped('ade.sqlite', needy),
      /sources\/\w+, which list \d was made from, is not in it/,
    ],
  ];
  for (const [what, archive, problem] of cases) {
    const file = join(root, 'bad.tar.gz');
    const into = join(root, 'into');
    if (Buffer.isBuffer(archive)) await writeFile(file, archive);
    else await writeEntries(file, archive);
    await t.rejects(restore(file, into), { code: 'backup_invalid', message: problem }, what);
    t.same((await readdir(into)).sort(), ['lock.sqlite', 'tmp'], what);
    t.same(await readdir(join(into, 'tmp')), [], what);
  }
  t.same((await readdir(root)).sort(), [
    'bad.tar.gz',
    'data',
    'given',
    'good.tar.gz',
    'into',
    'scratch.sqlite',
  ]);
  await writeEntries(join(root, 'bad.tar.gz'), entries);
  t.match(
    await restore(join(root, 'bad.tar.gz'), join(root, 'into')),
    { artefacts: 2 },
    'packed anew it is good',
  );
});

t.test('a folder that holds something is left alone, or moved aside', async (t) => {
  const { data, root, db } = await makeData(t);
  const file = join(root, 'backup.tar.gz');
  await backUp(data, file);
  await db.destroy();
  const into = join(root, 'into');
  await mkdir(join(into, 'sources'), { recursive: true });
  await mkdir(join(into, 'artefacts'));
  await restore(file, into);
  const first = await contentOf(into);
  await writeFile(join(into, 'sources', hashOf('newer')), 'newer');
  await writeFile(join(into, 'ade.sqlite-wal'), 'of the old database');
  await writeFile(join(into, 'keys.txt'), 'kept where it is');
  const second = await contentOf(into);
  await t.rejects(restore(file, into), {
    code: 'data_dir_not_empty',
    message: /into holds data already.*--force/,
  });
  t.strictSame(await contentOf(into), second);

  const { movedTo } = await restore(file, into, { replace: true });
  t.match(basename(movedTo ?? ''), /^into\.before-restore-2\d{3}-/);
  t.strictSame(await contentOf(into), { ...first, 'keys.txt': 'kept where it is' });
  t.same((await readdir(movedTo ?? '')).sort(), ['ade.sqlite', 'ade.sqlite-wal', 'artefacts', 'sources']);
  t.equal(await readFile(join(movedTo ?? '', 'sources', hashOf('newer')), 'utf8'), 'newer');

  await writeFile(file, (await readFile(file)).subarray(0, 2000));
  await t.rejects(restore(file, into, { replace: true }), { code: 'backup_invalid' });
  t.strictSame(await contentOf(into), { ...first, 'keys.txt': 'kept where it is' });
  t.equal((await readdir(root)).filter((name) => name.includes('before-restore')).length, 1);
});

t.test('a folder in which somebody works is left alone', async (t) => {
  const { data, root } = await makeData(t);
  const file = join(root, 'backup.tar.gz');
  await backUp(data, file);
  const outcome = lockDataDir(data);
  if (!outcome.held) throw new Error('Somebody else has the lock.');
  outcome.lock.announce('http://127.0.0.1:1');
  const before = await contentOf(data);
  await t.rejects(restore(file, data, { replace: true }), {
    code: 'data_dir_locked',
    message: /It answers at http:\/\/127\.0\.0\.1:1\. Stop it/,
  });
  t.strictSame(await contentOf(data), before);
  outcome.lock.release();
  t.match(await restore(file, data, { replace: true }), { artefacts: 2 });
  const again = lockDataDir(data);
  t.ok(again.held, 'the lock was let go');
  if (again.held) again.lock.release();
  await t.rejects(restore(join(root, 'nosuch.tar.gz'), join(root, 'new')), { code: 'ENOENT' });
  t.notOk((await readdir(root)).includes('new'));
});
