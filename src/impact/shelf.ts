import { randomUUID } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
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
    const found = await open(join(this.folder, id, file)).catch(nullIfMissing);
    if (found) return found.createReadStream();
    if (file !== 'coded.csv' || !(await exists(join(this.folder, id)))) throw notFound(id);
    throw new AppError(
      'impact_not_found',
      `The report ${id} has no coded.csv: it was made without a coded list.`,
    );
  }

  /** The newest first, without what is damaged. */
  async list(): Promise<KeptImpact[]> {
    const reports: KeptImpact[] = [];
    for (const id of await this.#ids()) {
      // One may be removed in this very moment.
      const report = await this.get(id).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'impact_not_found') return null;
        throw error;
      });
      if (report) reports.push(report);
    }
    // Not by the folders' times: a restored backup has those of the restoring.
    return reports.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  /**
   * @returns null where it is damaged
   * @throws AppError `impact_not_found`
   */
  async get(id: string): Promise<KeptImpact | null> {
    const content = await text(await this.read(id, 'report.json'));
    try {
      const short = Value.Clean(KeptImpact, JSON.parse(content));
      return Value.Check(KeptImpact, short) ? short : null;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  /** Lets go of a report, whole or not at all. @throws AppError `impact_not_found` */
  async remove(id: string): Promise<void> {
    if (!isRecordId(id) || !(await this.#discard(id))) throw notFound(id);
  }

  async #prune(): Promise<void> {
    const ids = await this.#ids();
    if (ids.length <= this.most) return;
    const dated = await Promise.all(
      ids.map(async (id) => {
        const found = await stat(join(this.folder, id)).catch(nullIfMissing);
        return found ? [{ id, at: found.mtimeMs }] : [];
      }),
    );
    const old = dated
      .flat()
      .sort((a, b) => b.at - a.at)
      .slice(this.most);
    for (const { id } of old) await this.#discard(id);
  }

  async #ids(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => isRecordId(name));
  }

  /** @returns whether it was there */
  async #discard(id: string): Promise<boolean> {
    const discarded = discardFolder(join(this.folder, id)).then(() => true);
    return (await discarded.catch(nullIfMissing)) ?? false;
  }
}

function notFound(id: string): AppError {
  return new AppError(
    'impact_not_found',
    `No impact report has the id “${id.slice(0, 60)}”; the newest ${MOST_KEPT} are kept.`,
  );
}

/** For `catch`: null where a file or folder is not there. */
function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
