import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

/** Characters written at once. */
const BUFFERED = 262_144;

/** A file of lines under way, and the hash of what it holds. */
export class HashedLines {
  readonly #hash = createHash('sha256');
  #buffered: string[] = [];
  #characters = 0;
  #lines = 0;

  private constructor(private readonly file: FileHandle) {}

  /** Readable by the service's user alone, as what people wrote may identify somebody. */
  static async create(path: string): Promise<HashedLines> {
    return new HashedLines(await open(path, 'wx', 0o600));
  }

  /** Lines so far. */
  get lines(): number {
    return this.#lines;
  }

  /** @param line with its line end */
  async add(line: string): Promise<void> {
    this.#lines += 1;
    this.#characters += line.length;
    if (this.#buffered.push(line) > 0 && this.#characters >= BUFFERED) await this.#flush();
  }

  /** Writes what is left. @returns the sha256 of all lines */
  async end(): Promise<string> {
    await this.#flush();
    return this.#hash.digest('hex');
  }

  close(): Promise<void> {
    return this.file.close();
  }

  async #flush(): Promise<void> {
    const text = this.#buffered.join('');
    this.#buffered = [];
    this.#characters = 0;
    this.#hash.update(text);
    await this.file.appendFile(text);
  }
}
