import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { root } from '../service/setup.js';

const BUFFERED = 1 << 14;

/**
 * Makes the folder of a release.
 * @returns its whole path
 * @throws Error when it has something in it already, or lies in the repository (but for `.cache`)
 */
export function makeFolder(folder: string): string {
  const path = resolve(folder);
  const inside = relative(resolve(root), path);
  const outside = inside.startsWith('..') || isAbsolute(inside);
  if (!outside && !/^\.cache[/\\]/.test(inside))
    throw new Error(`${path} lies in the repository. Give a folder outside of it: --to /tmp/made`);
  mkdirSync(path, { recursive: true });
  if (readdirSync(path).length > 0)
    throw new Error(`${path} is not empty. Give a folder that does not exist yet, or empty this one.`);
  return path;
}

/** A file that is written row by row. Writing waits for the disk, so that no more than 16 KiB are held. */
export class RowFile {
  readonly #file: number;
  #text = '';

  constructor(
    path: string,
    private readonly layout: RowLayout,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, 'wx');
  }

  row(cells: readonly (string | number)[]): void {
    this.line(cells.join(this.layout.separator));
  }

  /** A row whose cells stand together already. */
  line(text: string): void {
    this.#text += text + this.layout.end;
    if (this.#text.length >= BUFFERED) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text, 'utf8');
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#text = '';
  }
}

/** How the rows of a format's files are laid out. */
export interface RowLayout {
  readonly separator: string;
  /** What ends a row: often a separator, then the line end. */
  readonly end: string;
}

/** Opens a file below the release's folder. */
export type OpenFile = (name: string) => RowFile;

/** Runs `write` with files of one layout, and closes them however it ends. */
export function writeFiles(folder: string, layout: RowLayout, write: (open: OpenFile) => void): void {
  const files: RowFile[] = [];
  try {
    write((name) => {
      const file = new RowFile(join(folder, name), layout);
      files.push(file);
      return file;
    });
  } finally {
    for (const file of files) file.close();
  }
}
