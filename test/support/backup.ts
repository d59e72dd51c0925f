import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import type { Test } from 'tap';
import {
  activationStore,
  keepFile,
  keepFiles,
  openDatabase,
  restoreBackup,
  versionStore,
  writeBackup,
  type Db,
} from '#src/store/index.js';

export type EntryHeader = Parameters<ReturnType<typeof pack>['entry']>[0];
export type Entry = readonly [header: EntryHeader, content: Buffer];

/** Is never aborted. */
export const never = new AbortController().signal;
/** sha256 of a text, hex. */
export const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');
/** The name of an artefact; what it is made from is of no matter here. */
export const hashOf = (name: string): string => sha256(name);

async function addArtefact(data: string, name: string): Promise<string> {
  const folder = join(data, 'artefacts', hashOf(name));
  const content = `vectors of ${name}\n`.repeat(5000);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'vectors.f32'), content);
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify({ hash: hashOf(name), files: { 'vectors.f32': sha256(content) }, more: true }),
  );
  return folder;
}

async function addVersion(db: Db, version: string, sourceSha256: string): Promise<void> {
  await versionStore(db).insert({
    ontology: 'list',
    version,
    format: 'csv',
    source_sha256: sourceSha256,
    file_name: 'terms.csv',
    expansion: 0,
    choice: '{}',
    report: '{}',
    registered_at: `2030-01-0${version}T00:00:00.000Z`,
    registered_by: 'test',
  });
}

/** A data folder with two versions, from a file and a distribution; the second is in force, after the first. */
export async function makeData(t: Test): Promise<{ data: string; db: Db; root: string; sources: string[] }> {
  const root = t.testdir({ given: { 'terms.csv': 'id,name\n1,One\n', 'a b.asc': 'a$\n', 'c.asc': 'c$\n' } });
  const data = join(root, 'data');
  await mkdir(data);
  const db = await openDatabase(data);
  t.teardown(() => db.destroy());
  const given = (name: string) => ({ name, path: join(root, 'given', name) });
  const file = await keepFile(given('terms.csv').path, join(data, 'sources'));
  const folder = await keepFiles([given('a b.asc'), given('c.asc')], join(data, 'sources'));
  await addVersion(db, '1', file);
  await addVersion(db, '2', folder);
  for (const version of ['1', '2']) {
    await addArtefact(data, version);
    await activationStore(db).commit(
      { ontology: 'list', version, artefact: hashOf(version), action: 'activate', actor: 'test' },
      null,
    );
  }
  return { data, db, root, sources: [file, folder] };
}

/** Backs up with nothing out of the ordinary but what is given. */
export function backUp(data: string, to: string, more: Partial<Parameters<typeof writeBackup>[0]> = {}) {
  const standard = { withArtefacts: true, replace: false, signal: never, onProgress: () => undefined };
  return writeBackup({ dataDir: data, to, ...standard, ...more });
}

/** Restores with nothing out of the ordinary but what is given. */
export function restore(
  from: string,
  dataDir: string,
  more: Partial<Parameters<typeof restoreBackup>[0]> = {},
) {
  return restoreBackup({
    from,
    dataDir,
    replace: false,
    signal: never,
    onProgress: () => undefined,
    ...more,
  });
}

/** All files below a folder with their content, the database and locks apart. */
export async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.includes('.sqlite'));
  const read = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1), await readFile(path, 'latin1')] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** The entries of an archive. */
export async function entriesOf(archive: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  const tar = extract();
  tar.end(gunzipSync(await readFile(archive)));
  for await (const entry of tar) entries.push([entry.header, await buffer(Readable.from(entry))]);
  return entries;
}

/** Writes an archive. */
export async function writeEntries(archive: string, entries: readonly Entry[]): Promise<void> {
  const tar = pack();
  for (const [header, content] of entries) tar.entry(header, content);
  tar.finalize();
  await writeFile(archive, gzipSync(await buffer(Readable.from(tar))));
}
