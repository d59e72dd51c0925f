import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError, messageOf } from '../../errors.js';
import { dataFolders, sha256OfFiles } from '../files.js';
import type { DatabaseContents } from './database-copy.js';
import { HASH_NAME, isFileName, RECORDS } from './format.js';
import type { HeldFile, HeldFiles } from './held-files.js';

/** Something of the data folder that is in a backup as a whole or not at all. */
export interface Part {
  readonly name: string;
  readonly files: readonly HeldFile[];
  /** What is wrong with its files, once their sums are known; null when they are what its name says. */
  flaw(sums: readonly string[]): string | null;
  /** What to say when it cannot be part of the backup; null where it is not needed. */
  needed(problem: string): AppError | null;
}

/** What a backup needs to know of an artefact's manifest. */
const ManifestSchema = Type.Object({
  hash: Type.String(),
  files: Type.Record(Type.String(), Type.String()),
});

/**
 * Finds the sources that a database needs, and holds their files.
 * @throws AppError `backup_failed` when one is not there
 */
export async function holdSources(
  dataDir: string,
  contents: DatabaseContents,
  held: HeldFiles,
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const [sha256, version] of contents.sources) {
    const name = `sources/${sha256}`;
    const path = join(dataFolders(dataDir).sources, sha256);
    const needed = (problem: string): AppError =>
      new AppError(
        'backup_failed',
        `${path}, which ${version} was made from, ${problem}. Try again; if it stays so, move it away and add the original of ${version} anew, which keeps it under the same name.`,
      );
    try {
      parts.push(await holdSource(name, path, sha256, needed, held));
    } catch (error) {
      throw error instanceof AppError ? error : needed(`cannot be read (${messageOf(error)})`);
    }
  }
  return parts;
}

async function holdSource(
  name: string,
  path: string,
  sha256: string,
  needed: Part['needed'],
  held: HeldFiles,
): Promise<Part> {
  const altered = (actual: string): string | null => (actual === sha256 ? null : 'is altered or truncated');
  if (!(await stat(path)).isDirectory()) {
    const file = await held.hold(name, path);
    return { name, files: [file], needed, flaw: ([sum = '']) => altered(sum) };
  }
  const inside = (await readdir(path)).sort();
  const files: HeldFile[] = [];
  for (const file of inside) files.push(await held.hold(checked(`${name}/${file}`), join(path, file)));
  const flaw = (sums: readonly string[]): string | null => {
    return altered(sha256OfFiles(inside.map((name, i) => ({ name, sha256: sums[i] ?? '' }))));
  };
  return { name, files, needed, flaw };
}

/** Holds the gold sets and reports of a folder; one that vanishes meanwhile is passed over. */
export async function holdRecords(
  dataDir: string,
  held: HeldFiles,
): Promise<{ readonly parts: readonly Part[]; readonly leftOut: readonly string[] }> {
  const parts: Part[] = [];
  const leftOut: string[] = [];
  for (const kind of RECORDS) {
    const folder = join(dataDir, kind);
    for (const id of (await readdir(folder).catch(() => [])).sort()) {
      const name = `${kind}/${id}`;
      if (!isFileName(`${name}/any`)) continue;
      try {
        const files: HeldFile[] = [];
        for (const file of (await readdir(join(folder, id))).sort())
          files.push(await held.hold(checked(`${name}/${file}`), join(folder, id, file)));
        parts.push({ name, files, needed: () => null, flaw: () => null });
      } catch {
        leftOut.push(name);
      }
    }
  }
  return { parts, leftOut };
}

function checked(name: string): string {
  if (isFileName(name)) return name;
  throw new Error(`${JSON.stringify(name)} cannot be the name of a file in a backup`);
}

/**
 * Finds the whole artefacts of a folder, and holds their files. One that is not whole, or vanishes meanwhile, is
 * passed over.
 * @throws AppError `backup_failed` when an artefact that is in force is not among them
 */
export async function holdArtefacts(
  dataDir: string,
  contents: DatabaseContents,
  held: HeldFiles,
): Promise<{ readonly parts: readonly Part[]; readonly leftOut: readonly string[] }> {
  const folder = dataFolders(dataDir).artefacts;
  const entries = await readdir(folder).catch(() => []);
  const hashes = new Set([...contents.artefacts.keys(), ...entries.filter((entry) => HASH_NAME.test(entry))]);
  const parts: Part[] = [];
  const leftOut: string[] = [];
  for (const hash of [...hashes].sort()) {
    const name = `artefacts/${hash}`;
    const needed = (problem: string): AppError | null => {
      const ontology = contents.artefacts.get(hash);
      return ontology === undefined ? null : unusable(join(folder, hash), ontology, problem);
    };
    try {
      parts.push(await holdArtefact(name, join(folder, hash), hash, needed, held));
    } catch (error) {
      const problem = needed(`cannot be read (${messageOf(error)})`);
      if (problem) throw problem;
      leftOut.push(name);
    }
  }
  return { parts, leftOut };
}

async function holdArtefact(
  name: string,
  path: string,
  hash: string,
  needed: Part['needed'],
  held: HeldFiles,
): Promise<Part> {
  const manifest: unknown = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8'));
  if (!Value.Check(ManifestSchema, manifest) || manifest.hash !== hash)
    throw new Error('its manifest.json is not that of this artefact');
  const listed = Object.entries(manifest.files);
  const files: HeldFile[] = [];
  for (const file of ['manifest.json', ...listed.map(([file]) => file)])
    files.push(await held.hold(checked(`${name}/${file}`), join(path, file)));
  const flaw = (sums: readonly string[]): string | null => {
    const altered = listed.find(([, sum], i) => sum !== sums[i + 1]);
    return altered ? `is damaged (${altered[0]} is altered or truncated)` : null;
  };
  return { name, files, needed, flaw };
}

function unusable(path: string, ontology: string, problem: string): AppError {
  return new AppError(
    'backup_failed',
    `${path}, which answers for ${ontology}, ${problem}. Try again: the service may have replaced it meanwhile. If it stays so, restart the service, which builds it anew, or leave artefacts out (--without-artefacts).`,
  );
}
