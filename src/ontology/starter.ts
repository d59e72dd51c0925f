import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError, messageOf } from '../errors.js';
import { sha256File } from '../store/index.js';
import { readBackground, type Background } from './background.js';

/** The ontology that it is by itself. */
export const STARTER = 'starter';

export interface Starter {
  readonly path: string;
  readonly sha256: string;
  readonly version: string;
  readonly background: Background;
}

const ManifestSchema = Type.Object({ version: Type.String(), sha256: Type.String() });

/**
 * Finds the starter vocabulary that ships with the service.
 * @throws AppError `config_invalid` when the folder is not complete, or was edited and not rebuilt
 */
export async function readStarter(folder: string): Promise<Starter> {
  const path = join(folder, 'starter.jsonl');
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    const sha256 = await sha256File(path);
    if (!Value.Check(ManifestSchema, manifest)) throw new Error('manifest.json has no version or sha256');
    if (manifest.sha256 !== sha256)
      throw new Error('starter.jsonl does not fit manifest.json; run npm run starter:build');
    const background = await readBackground(join(folder, 'background.jsonl'));
    return { path, sha256, version: manifest.version, background };
  } catch (error) {
    throw new AppError(
      'config_invalid',
      `The starter vocabulary in ${folder} cannot be used: ${messageOf(error)}`,
    );
  }
}
