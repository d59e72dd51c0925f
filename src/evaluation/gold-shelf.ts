import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
import { documentLineOf } from './gold-documents.js';
import { lineOf } from './gold-rows.js';
import { HashedLines } from './hashed-lines.js';
import type { AddGoldSet, GoldSet, GoldSetService } from './service.js';

export const ROWS_FILE = 'rows.jsonl';
const DOCUMENTS_FILE = 'documents.jsonl';
const ABOUT_FILE = 'gold-set.json';
const ID = /^[0-9a-f]{16}$/;

const AboutSchema = Type.Unsafe<GoldSet>(
  Type.Object({
    id: Type.String({ pattern: ID.source }),
    name: Type.String(),
    sha256: Type.String(),
    rows: Type.Integer(),
    splits: Type.Record(Type.String(), Type.Integer()),
    createdAt: Type.String(),
    createdBy: Type.String(),
    // Gold sets of before texts were kept have none.
    report: Type.Object({ documents: Type.Unknown({ default: null }) }),
  }),
);

/** What was read of a gold set into its files. */
interface ReadFiles {
  readonly sha256: string;
  readonly documents: number;
  readonly splits: Readonly<Record<string, number>>;
  readonly report: GoldReadReport;
}

/** The gold sets in the data folder, a folder each, named by the hash of their rows and documents. */
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
    const key = randomUUID();
    const into = {
      rows: join(this.#tmp, `${key}-${ROWS_FILE}`),
      documents: join(this.#tmp, `${key}-${DOCUMENTS_FILE}`),
    };
    try {
      const { sha256, documents, splits, report } = await this.#read(request, into, signal);
      const id = sha256.slice(0, 16);
      const folder = join(this.#folder, id);
      // What was read now, as another file with the same mentions may have been read otherwise.
      if (await exists(folder)) return { goldSet: { ...(await this.get(id)), report }, isNew: false };
      const goldSet: GoldSet = {
        ...{ id, sha256, splits, rows: report.rows, report },
        name: request.name ?? basename(request.fileName, extname(request.fileName)),
        createdAt: new Date().toISOString(),
        createdBy: request.actor,
      };
      await publishFolder(folder, async (temporary) => {
        await rename(into.rows, join(temporary, ROWS_FILE));
        if (documents > 0) await rename(into.documents, join(temporary, DOCUMENTS_FILE));
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
      for (const path of Object.values(into)) await rm(path, { force: true });
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
    // Not `Parse`, which drops what a schema does not name.
    const about = Value.Default(AboutSchema, JSON.parse(text));
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

  /** The same of its documents; there is no file where the gold set has no texts (`report.documents` is null). */
  documentsPath(id: string): string {
    return join(this.#folder, id, DOCUMENTS_FILE);
  }

  #read(
    request: AddGoldSet,
    into: { readonly rows: string; readonly documents: string },
    signal: AbortSignal,
  ): Promise<ReadFiles> {
    const { path, fileName, format, columns, sheet, types } = request;
    return withPlainGold({ path, fileName }, this.#tmp, signal, async (plain) => {
      const source = readGold(plain.path, {
        ...{ fileName: plain.fileName, signal },
        ...(format && { format }),
        ...(columns && { columns }),
        ...(sheet !== undefined && { sheet }),
        ...(types && { types }),
      });
      const splits: Record<string, number> = {};
      const rows = await HashedLines.create(into.rows);
      const documents = await HashedLines.create(into.documents);
      try {
        for (;;) {
          const step = await source.next();
          if (step.done === true) {
            const sha256 = idHash(await rows.end(), documents.lines === 0 ? null : await documents.end());
            return { sha256, documents: documents.lines, splits, report: step.value };
          }
          if ('text' in step.value) {
            await documents.add(documentLineOf(step.value));
            continue;
          }
          const split = step.value.split ?? '';
          splits[split] = (splits[split] ?? 0) + 1;
          await rows.add(lineOf(step.value));
        }
      } finally {
        await rows.close();
        await documents.close();
      }
    });
  }
}

/** Of the rows alone where there are no documents: the same id as before there were any. */
function idHash(rows: string, documents: string | null): string {
  return documents === null ? rows : createHash('sha256').update(`${rows}\n${documents}\n`).digest('hex');
}

function auditedOf({ name, sha256, rows }: GoldSet): object {
  return { name, sha256, rows };
}
