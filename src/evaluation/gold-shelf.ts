import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError } from '../errors.js';
import {
  dataFolders,
  discardFolder,
  diskFull,
  exists,
  publishFolder,
  type AuditStore,
} from '../store/index.js';
import { readGold, withPlainGold, type GoldReadReport } from './gold/index.js';
import { lineOf } from './gold-rows.js';
import type { AddGoldSet, GoldSet, GoldSetService } from './service.js';

export const ROWS_FILE = 'rows.jsonl';
const ABOUT_FILE = 'gold-set.json';
const ID = /^[0-9a-f]{16}$/;
/** Lines written at once. */
const LINES = 500;

const AboutSchema = Type.Unsafe<GoldSet>(
  Type.Object({
    id: Type.String({ pattern: ID.source }),
    name: Type.String(),
    sha256: Type.String(),
    rows: Type.Integer(),
    splits: Type.Record(Type.String(), Type.Integer()),
    createdAt: Type.String(),
    createdBy: Type.String(),
    report: Type.Object({}),
  }),
);

/** What was read of a gold set into a file of rows. */
interface ReadRows {
  readonly sha256: string;
  readonly splits: Readonly<Record<string, number>>;
  readonly report: GoldReadReport;
}

/** The gold sets in the data folder, a folder each, named by the hash of their rows. */
export class GoldShelf implements GoldSetService {
  readonly #folder: string;
  readonly #tmp: string;

  constructor(
    dataDir: string,
    private readonly audit: Pick<AuditStore, 'append'>,
  ) {
    this.#folder = dataFolders(dataDir).goldSets;
    this.#tmp = dataFolders(dataDir).tmp;
  }

  async add(
    request: AddGoldSet,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<{ goldSet: GoldSet; isNew: boolean }> {
    await mkdir(this.#tmp, { recursive: true });
    const path = join(this.#tmp, `${randomUUID()}.jsonl`);
    try {
      const { sha256, splits, report } = await this.#read(request, path, signal);
      const id = sha256.slice(0, 16);
      const folder = join(this.#folder, id);
      if (await exists(folder)) return { goldSet: await this.get(id), isNew: false };
      const goldSet: GoldSet = {
        ...{ id, sha256, splits, rows: report.rows, report },
        name: request.name ?? basename(request.fileName, extname(request.fileName)),
        createdAt: new Date().toISOString(),
        createdBy: request.actor,
      };
      await publishFolder(folder, async (temporary) => {
        await rename(path, join(temporary, ROWS_FILE));
        await writeFile(join(temporary, ABOUT_FILE), JSON.stringify(goldSet), { mode: 0o600 });
        await this.audit.append({
          ...{ actor: request.actor, action: 'gold-set.add', subject: id },
          ...{ before: null, after: auditedOf(goldSet) },
        });
      });
      return { goldSet, isNew: true };
    } catch (error) {
      throw diskFull(error) ?? error;
    } finally {
      await rm(path, { force: true });
    }
  }

  async list(): Promise<readonly GoldSet[]> {
    const ids = (await readdir(this.#folder)).filter((name) => ID.test(name));
    const all = await Promise.all(ids.map((id) => this.get(id)));
    return all.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  async get(id: string): Promise<GoldSet> {
    // Checked before it becomes part of a path.
    const text = ID.test(id)
      ? await readFile(join(this.#folder, id, ABOUT_FILE), 'utf8').catch(() => null)
      : null;
    if (text === null)
      throw new AppError('gold_set_not_found', `No gold set has the id “${id.slice(0, 60)}”.`);
    const about: unknown = JSON.parse(text);
    // Not `Parse`, which drops what a schema does not name.
    Value.Assert(AboutSchema, about);
    return about;
  }

  async remove(id: string, actor: string): Promise<void> {
    const before = auditedOf(await this.get(id));
    await this.audit.append({ actor, action: 'gold-set.remove', subject: id, before, after: null });
    await discardFolder(join(this.#folder, id));
  }

  /** The file of a gold set's rows; it can be read on after the set was removed, once it is open. */
  rowsPath(id: string): string {
    return join(this.#folder, id, ROWS_FILE);
  }

  #read(request: AddGoldSet, target: string, signal: AbortSignal): Promise<ReadRows> {
    const { path, fileName, format, columns, sheet, types } = request;
    return withPlainGold({ path, fileName }, this.#tmp, signal, async (plain) => {
      const source = readGold(plain.path, {
        ...{ fileName: plain.fileName, signal },
        ...(format && { format }),
        ...(columns && { columns }),
        ...(sheet !== undefined && { sheet }),
        ...(types && { types }),
      });
      const hash = createHash('sha256');
      const splits: Record<string, number> = {};
      // What people wrote may identify somebody.
      const file = await open(target, 'wx', 0o600);
      let lines: string[] = [];
      const flush = async (): Promise<void> => {
        const text = lines.join('');
        hash.update(text);
        await file.appendFile(text);
        lines = [];
      };
      try {
        for (;;) {
          const step = await source.next();
          if (step.done === true) {
            await flush();
            return { sha256: hash.digest('hex'), splits, report: step.value };
          }
          const split = step.value.split ?? '';
          splits[split] = (splits[split] ?? 0) + 1;
          if (lines.push(lineOf(step.value)) >= LINES) await flush();
        }
      } finally {
        await file.close();
      }
    });
  }
}

function auditedOf({ name, sha256, rows }: GoldSet): object {
  return { name, sha256, rows };
}
