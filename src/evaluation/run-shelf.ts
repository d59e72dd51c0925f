import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Value } from '@sinclair/typebox/value';
import { AppError } from '../errors.js';
import { discardFolder, exists, isRecordId, publishFolder } from '../store/index.js';
import { figuresFrom } from './figures-file.js';
import { ManifestSchema, type RunManifest } from './manifest.js';
import type { Evaluation, RunFile } from './service.js';

/** The runs that are kept, a folder each. */
export class RunShelf {
  constructor(private readonly folder: string) {}

  /** Keeps a run, visible whole or not at all. @param fill writes its files into the folder that it is given */
  keep<T>(id: string, fill: (folder: string) => Promise<T>): Promise<T> {
    return publishFolder(this.#place(id), fill);
  }

  has(id: string): Promise<boolean> {
    return isRecordId(id) ? exists(this.#place(id)) : Promise.resolve(false);
  }

  /** Newest first. */
  async list(): Promise<readonly RunManifest[]> {
    const ids = (await readdir(this.folder)).filter((name) => isRecordId(name));
    const all = await Promise.all(ids.map((id) => this.manifest(id)));
    return all.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  /** @throws AppError `evaluation_not_found` */
  async get(id: string): Promise<Evaluation> {
    const manifest = await this.manifest(id);
    const figures: unknown = JSON.parse(await readFile(this.path(id, 'figures.json'), 'utf8'));
    return { manifest, figures: figuresFrom(figures) };
  }

  /** @throws AppError `evaluation_not_found` */
  async read(id: string, file: RunFile): Promise<Readable> {
    if (!(await this.has(id))) throw notFound(id);
    return (await open(this.path(id, file))).createReadStream();
  }

  /** @throws AppError `evaluation_not_found` */
  async remove(id: string): Promise<void> {
    if (!(await this.has(id))) throw notFound(id);
    await discardFolder(this.#place(id));
  }

  /** Where a file of a run is; the run must be there. */
  path(id: string, file: RunFile): string {
    return join(this.#place(id), file);
  }

  /** @throws AppError `evaluation_not_found` */
  async manifest(id: string): Promise<RunManifest> {
    if (!(await this.has(id))) throw notFound(id);
    return Value.Parse(ManifestSchema, JSON.parse(await readFile(this.path(id, 'manifest.json'), 'utf8')));
  }

  #place(id: string): string {
    // Checked before it becomes part of a path.
    if (!isRecordId(id)) throw notFound(id);
    return join(this.folder, id);
  }
}

function notFound(id: string): AppError {
  return new AppError('evaluation_not_found', `No evaluation run has the id “${id.slice(0, 60)}”.`);
}
