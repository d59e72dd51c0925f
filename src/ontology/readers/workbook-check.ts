import { openAsBlob } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { WritableStream } from 'node:stream/web';
import type { FileEntry } from '@zip.js/zip.js';

const WORKBOOK = 'xl/workbook.xml';

/** A workbook is unpacked into memory. */
const MAX_BYTES = 500_000_000;
/** Sheets pack to a tenth or so; what grows much more is made to fill the memory. */
const MAX_RATIO = 200;
/** The library that reads sheets gets slower with their rows; on a busy machine it fails with half a million. */
const MAX_ROWS = 200_000;
/** It makes every row as wide as the widest, so that one cell far out makes all of them long. */
const MAX_CELLS = 20_000_000;
/** What the format allows. */
const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;

const AS_CSV = 'Save the sheet as "CSV UTF-8 (Comma delimited)", which has no such limit';

/** The first four bytes of a file, as characters; fewer where it has no more. */
export async function magicOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead).toString('latin1');
  } finally {
    await file.close();
  }
}

/** Whether a file, whatever its name, is a zip file with an Excel workbook in it. */
export async function isWorkbook(path: string): Promise<boolean> {
  try {
    if ((await magicOf(path)) !== 'PK\x03\x04') return false;
    return await withEntries(path, (entries) => entries.some(({ filename }) => filename === WORKBOOK));
  } catch {
    return false;
  }
}

/** What holds the names of the sheets is some kilobytes; more is made to fill the memory. */
const MAX_NAMES_BYTES = 1_000_000;
const SHEET_NAME = /<(?:\w+:)?sheet\b[^<>]*?\sname=["']([^"']*)["']/g;

/** The names of a workbook's sheets as they are written in it; none where it cannot be read. */
export async function sheetNames(path: string): Promise<readonly string[]> {
  const { TextWriter } = await import('@zip.js/zip.js');
  try {
    return await withEntries(path, async (entries) => {
      const entry = entries.find(({ filename }) => filename === WORKBOOK);
      if (!entry || entry.uncompressedSize > MAX_NAMES_BYTES) return [];
      const xml = await entry.getData(new TextWriter());
      return [...xml.matchAll(SHEET_NAME)].map(([, name = '']) => name);
    });
  } catch {
    return [];
  }
}

/**
 * Why a zip file cannot be read as a workbook, in words; null where it can. Finds out before all of it is held in
 * memory.
 * @throws what the zip library throws for a damaged file; the signal's reason when it is aborted
 */
export async function objectionTo(path: string, signal?: AbortSignal): Promise<string | null> {
  return withEntries(path, async (entries) => {
    const has = (name: string) => entries.some(({ filename }) => filename === name);
    if (has('xl/workbook.bin')) return 'it is a binary workbook (.xlsb). Save it as .xlsx';
    if (!has(WORKBOOK)) return 'it is a zip file, but no Excel workbook is in it';
    if (entries.some(({ encrypted }) => encrypted))
      return 'it is protected by a password. Save it without one';
    const { size } = await stat(path);
    const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    if (unpacked > MAX_BYTES)
      return `unpacked, it has ${megabytes(unpacked)}; at most ${megabytes(MAX_BYTES)} are read. ${AS_CSV}`;
    if (unpacked > size * MAX_RATIO)
      return `unpacked, it is more than ${MAX_RATIO} times as large, as no list of terms is. ${AS_CSV}`;
    const extent = new Extent();
    for (const entry of entries) if (entry.filename.endsWith('.xml')) await measure(entry, extent, signal);
    return extent.objection();
  });
}

async function withEntries<T>(
  path: string,
  use: (entries: readonly FileEntry[]) => T | Promise<T>,
): Promise<T> {
  const { BlobReader, ZipReader } = await import('@zip.js/zip.js');
  const zip = new ZipReader(new BlobReader(await openAsBlob(path)), {
    useWebWorkers: false,
    checkSignature: true,
  });
  try {
    return await use((await zip.getEntries()).filter((entry) => !entry.directory));
  } finally {
    await zip.close();
  }
}

/** Unpacks one file of the workbook, to see how far its cells reach; keeps nothing of it. */
async function measure(entry: FileEntry, extent: Extent, signal?: AbortSignal): Promise<void> {
  const sheet = extent.sheet();
  let rest = '';
  const target = new WritableStream<Uint8Array>({
    write(chunk) {
      signal?.throwIfAborted();
      const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
      const cut = text.lastIndexOf('<');
      sheet.see(text.slice(0, cut));
      // A tag may go on in the next piece; a longer one than this is none of a cell.
      rest = text.slice(Math.max(cut, text.length - 4096));
    },
  });
  await entry.getData(target);
  sheet.see(rest);
}

const ROW_OR_CELL = /<(?:\w+:)?(row|c)\b[^<>]*?\sr=["']([A-Z]*)(\d+)["'][^<>]*>/g;

/** How far the cells of all sheets reach, as they will be held. */
class Extent {
  #cells = 0;
  #rows = 0;
  #outside: string | null = null;

  sheet(): { readonly see: (xml: string) => void } {
    let [rows, width, height] = [0, 0, 0];
    return {
      see: (xml) => {
        const before = width * height;
        for (const [tag, kind, letters = '', digits] of xml.matchAll(ROW_OR_CELL)) {
          const [row, column] = [Number(digits), columnNumber(letters)];
          if (row > LAST_ROW || column > LAST_COLUMN) this.#outside ??= `${letters}${digits ?? ''}`;
          if (kind === 'row') rows += 1;
          // An empty cell, with a format alone, takes no place.
          else if (!tag.endsWith('/>')) [width, height] = [Math.max(width, column), Math.max(height, row)];
        }
        this.#rows = Math.max(this.#rows, rows);
        this.#cells += width * height - before;
      },
    };
  }

  objection(): string | null {
    if (this.#outside !== null)
      return `it is damaged: it has a cell or row "${this.#outside}", and no sheet is so large`;
    if (this.#rows > MAX_ROWS)
      return `a sheet has ${this.#rows} rows; at most ${MAX_ROWS} are read. ${AS_CSV}`;
    if (this.#cells <= MAX_CELLS) return null;
    return (
      `its tables are too large, ${this.#cells} cells, when what lies between them and single cells far out is ` +
      `counted, too. Delete what stands outside the table, or save the sheet as "CSV UTF-8 (Comma delimited)"`
    );
  }
}

/** A is 1, AA is 27. */
function columnNumber(letters: string): number {
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
