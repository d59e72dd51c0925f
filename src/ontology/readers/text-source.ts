import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { AppError, messageOf } from '../../errors.js';

/** A longer line is no row of a list of terms, and would have to be held in memory whole. */
export const MAX_LINE_LENGTH = 1 << 20;

const CHUNK_BYTES = 1 << 18;
const LINE_END = /\r\n|\n|\r(?!$)/;

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface TextSource {
  readonly encoding: TextEncoding;
  /** The lines without their ends (LF, CRLF or CR), some hundred at a time; a byte order mark is left out. */
  batches(): AsyncGenerator<readonly string[], void, undefined>;
}

export interface TextOptions {
  readonly fileName: string;
  readonly signal?: AbortSignal;
}

/**
 * Opens a text file whose encoding nobody names: by its byte order mark, else UTF-8 where all of it is valid
 * UTF-8, else Windows-1252 (what Excel writes as "CSV" in Western countries).
 * @throws AppError `ontology_invalid` when it cannot be read, is binary, mixes encodings or has a line of more
 * than 1 MiB; the signal's reason when it is aborted
 */
export async function openText(path: string, options: TextOptions): Promise<TextSource> {
  const encoding = await detectEncoding(path, options);
  return { encoding, batches: () => lineBatches(path, decoderOf(encoding), options) };
}

/** A text that need not have lines: JSON may be a single one of 100 MB. */
export interface PieceSource {
  readonly encoding: TextEncoding;
  /** The text as it is read, some 256 KiB at a time; a byte order mark is left out. */
  pieces(): AsyncGenerator<string, void, undefined>;
}

/**
 * Opens a file that by its format is UTF-8 (with a byte order mark UTF-16 is read too).
 * @throws AppError `ontology_invalid` when it cannot be read or is known to be binary; `pieces` when it is not
 * valid or holds NUL bytes; the signal's reason when it is aborted
 */
export async function openPieces(path: string, options: TextOptions): Promise<PieceSource> {
  const encoding = (await markOf(path, options)) ?? 'utf-8';
  return { encoding, pieces: () => pieces(path, encoding, options) };
}

/**
 * The lines of such a file without their ends, some thousand at a time. Nothing but LF and CRLF ends one: a name may
 * hold any other character.
 * @param tooLong what to say of a line of more than 1 MiB
 * @throws AppError `ontology_invalid`, as `openPieces`
 */
export async function* lfLines(
  path: string,
  options: TextOptions,
  tooLong: string,
): AsyncGenerator<readonly string[], void, undefined> {
  const source = await openPieces(path, options);
  let rest = '';
  for await (const piece of source.pieces()) {
    const batch = (rest + piece).split('\n');
    rest = batch.pop() ?? '';
    if (rest.length > MAX_LINE_LENGTH) throw invalid(options.fileName, tooLong);
    yield batch.map(withoutReturn);
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/**
 * The first bytes of a file as text, to tell its format from.
 * @throws AppError `ontology_invalid` when it cannot be read or is binary
 */
export async function readBeginning(path: string, options: TextOptions): Promise<string> {
  for await (const bytes of chunks(path, options)) {
    const encoding = checkSignature(bytes, options.fileName) ?? 'utf-8';
    return decoderOf(encoding)(bytes.subarray(0, 4096));
  }
  return '';
}

async function detectEncoding(path: string, options: TextOptions): Promise<TextEncoding> {
  const marked = await markOf(path, options);
  if (marked) return marked;
  let line = 0;
  let utf8Lines = 0;
  let firstOther: number | null = null;
  let otherLines = 0;
  for await (const batch of lineBatches(path, latin1, options)) {
    for (const text of batch) {
      line += 1;
      if (text.includes('\0')) throw binary(options.fileName, `line ${line} holds NUL bytes`);
      if (!/[\x80-\xff]/.test(text)) continue;
      if (isUtf8(Buffer.from(text, 'latin1'))) {
        utf8Lines += 1;
      } else {
        otherLines += 1;
        firstOther ??= line;
      }
    }
  }
  if (firstOther === null) return 'utf-8';
  // Text in Windows-1252 is hardly ever valid UTF-8 by accident: such a file was glued together, or cut.
  if (utf8Lines > otherLines) {
    throw invalid(
      options.fileName,
      `the file is UTF-8, but line ${firstOther} is not valid UTF-8. Correct that line, or save the file again as UTF-8.`,
    );
  }
  return 'windows-1252';
}

/** The encoding that the file's byte order mark names; null where there is none. */
async function markOf(path: string, options: TextOptions): Promise<TextEncoding | null> {
  for await (const bytes of chunks(path, options)) return checkSignature(bytes, options.fileName);
  return null;
}

const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    'it is an Excel workbook (.xlsx), which is read where its name ends in .xlsx, or a zip file, which is to be unpacked first',
  ],
  [[0x50, 0x4b, 0x05, 0x06], 'it is an empty zip file'],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    'it is an old Excel workbook (.xls), or one that is protected by a password. Save it as .xlsx without a password',
  ],
  [[0x1f, 0x8b], 'it is compressed with gzip. Unpack it first (gunzip)'],
  [[0x25, 0x50, 0x44, 0x46], 'it is a PDF'],
  [[0xff, 0xfe, 0x00, 0x00], 'it is UTF-32'],
];

/** The encoding that the byte order mark names; null where there is none. Refuses what is known to be no text. */
function checkSignature(bytes: Buffer, fileName: string): TextEncoding | null {
  const startsWith = (signature: readonly number[]) => signature.every((byte, at) => bytes[at] === byte);
  const found = SIGNATURES.find(([signature]) => startsWith(signature));
  if (found) throw binary(fileName, found[1]);
  if (startsWith([0xff, 0xfe])) return 'utf-16le';
  if (startsWith([0xfe, 0xff])) return 'utf-16be';
  return null;
}

/** Bytes to text, piece by piece; called without bytes at the end. */
type Decode = (bytes?: Buffer) => string;

const latin1: Decode = (bytes) => bytes?.toString('latin1') ?? '';

// What Windows-1252 has in place of Latin-1's controls 80 to 9f; the five it leaves open stay controls.
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decoderOf(encoding: TextEncoding): Decode {
  if (encoding === 'windows-1252') {
    return (bytes) =>
      latin1(bytes).replace(/[\x80-\x9f]/g, (char) => WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80));
  }
  const decoder = new TextDecoder(encoding);
  return (bytes) => (bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode());
}

async function* pieces(
  path: string,
  encoding: TextEncoding,
  options: TextOptions,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Buffer) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw invalid(
        options.fileName,
        `the file is not valid ${encoding.toUpperCase()}. Bring it again as it was published, or save it as UTF-8.`,
      );
    }
  };
  for await (const bytes of chunks(path, options)) {
    // Before the decoding: UTF-16 without a mark is seldom valid UTF-8.
    if (encoding === 'utf-8' && bytes.includes(0)) throw binary(options.fileName, 'it holds NUL bytes');
    yield decode(bytes);
  }
  yield decode();
}

async function* lineBatches(
  path: string,
  decode: Decode,
  options: TextOptions,
): AsyncGenerator<readonly string[], void, undefined> {
  let lines = 0;
  let rest = '';
  const checkLength = (text: string, line: number) => {
    if (text.length <= MAX_LINE_LENGTH) return;
    throw invalid(
      options.fileName,
      `line ${line} is longer than 1 MiB, which no line of a list of terms needs; check the file's line ends.`,
    );
  };
  for await (const bytes of chunks(path, options)) {
    // A CR at the end stays with the rest: its LF may come with the next chunk.
    const batch = (rest + decode(bytes)).split(LINE_END);
    rest = batch.pop() ?? '';
    batch.forEach((text, at) => {
      checkLength(text, lines + at + 1);
    });
    lines += batch.length;
    checkLength(rest, lines + 1);
    yield batch;
  }
  rest += decode();
  if (rest !== '') yield [rest.replace(/\r$/, '')];
}

/** A file's bytes, each chunk valid until the next is asked for. */
async function* chunks(
  path: string,
  { fileName, signal }: TextOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const unreadable = (error: unknown): never => {
    throw invalid(fileName, `the file cannot be read (${messageOf(error)}).`);
  };
  signal?.throwIfAborted();
  const file = await open(path).catch(unreadable);
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null).catch(unreadable);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function binary(fileName: string, what: string): AppError {
  return invalid(
    fileName,
    `this is no text file: ${what}. Give a CSV, Excel (.xlsx), JSONL, OBO or OBO Graphs file; from Excel, "CSV UTF-8 (Comma delimited)" is read, too.`,
  );
}

function invalid(fileName: string, detail: string): AppError {
  return new AppError('ontology_invalid', `${fileName}: ${detail}`);
}
