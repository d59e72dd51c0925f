import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError } from '../errors.js';
import { discardFolder, exists, isRecordId, publishFolder } from '../store/index.js';

/** What is kept of a report; `coded.csv` only where a list was given. */
export const IMPACT_FILES = ['report.json', 'report.html', 'concepts.csv', 'coded.csv'] as const;
export type ImpactFile = (typeof IMPACT_FILES)[number];

export const MOST_KEPT = 100;

/** A report that is kept, in short. */
const KeptImpact = Type.Object({
  id: Type.String(),
  ontology: Type.String(),
  from: Type.Object({ version: Type.String() }),
  to: Type.Object({ version: Type.String() }),
  createdAt: Type.String(),
  createdBy: Type.String(),
  /** The coded list that it judged, which it quotes. */
  coded: Type.Union([
    Type.Null(),
    Type.Object({ file: Type.String(), entries: Type.Integer(), affected: Type.Integer() }),
  ]),
});
export type KeptImpact = Readonly<Static<typeof KeptImpact>>;

/** The reports in a folder, one folder each; the newest `MOST_KEPT` stay. */
export class ImpactShelf {
  constructor(
    private readonly folder: string,
    private readonly most = MOST_KEPT,
  ) {}

  /**
   * Keeps a report, visible whole or not at all, and lets go of the oldest ones.
   * @param fill writes the files into the folder that it is given
   * @throws AppError `disk_full`, and what `fill` throws; nothing is kept then
   */
  async keep<T>(fill: (id: string, folder: string) => Promise<T>): Promise<T> {
    const id = randomUUID();
    const made = await publishFolder(join(this.folder, id), (folder) => fill(id, folder));
    await this.#prune();
    return made;
  }

  /** A file of a report. @throws AppError `impact_not_found` */
  async read(id: string, file: ImpactFile): Promise<Readable> {
    // Checked before it becomes part of a path.
    if (!isRecordId(id)) throw notFound(id);
    try {
      return (await open(join(this.folder, id, file))).createReadStream();
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw (await exists(join(this.folder, id)))
        ? new AppError(
            'impact_not_found',
            `The report ${id} has no ${file}: it was made without a coded list.`,
          )
        : notFound(id);
    }
  }

  /** The newest first. */
  async list(): Promise<KeptImpact[]> {
    const reports: KeptImpact[] = [];
    for (const id of await this.#ids()) {
      try {
        reports.push(await this.get(id));
      } catch (error) {
        // Removed, or let go of, in this very moment.
        if (!(error instanceof AppError && error.code === 'impact_not_found')) throw error;
      }
    }
    return reports;
  }

  /** @throws AppError `impact_not_found` */
  async get(id: string): Promise<KeptImpact> {
    const report: unknown = JSON.parse(await text(await this.read(id, 'report.json')));
    return Value.Parse(KeptImpact, report);
  }

  /** Lets go of a report, whole or not at all. @throws AppError `impact_not_found` */
  async remove(id: string): Promise<void> {
    if (!isRecordId(id)) throw notFound(id);
    try {
      await discardFolder(join(this.folder, id));
    } catch (error) {
      throw isMissing(error) ? notFound(id) : error;
    }
  }

  async #prune(): Promise<void> {
    for (const id of (await this.#ids()).slice(this.most))
      await rm(join(this.folder, id), { recursive: true, force: true });
  }

  /** Of what is kept, the newest first. */
  async #ids(): Promise<string[]> {
    const ids = (await readdir(this.folder)).filter((name) => isRecordId(name));
    const dated = await Promise.all(
      ids.map(async (id) => {
        const found = await stat(join(this.folder, id)).catch(() => null);
        return { id, at: found?.mtimeMs ?? 0 };
      }),
    );
    return dated.sort((a, b) => b.at - a.at).map(({ id }) => id);
  }
}

function notFound(id: string): AppError {
  return new AppError(
    'impact_not_found',
    `No impact report has the id “${id.slice(0, 60)}”; the newest ${MOST_KEPT} are kept.`,
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
