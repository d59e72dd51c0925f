import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.js';
import { InvalidRequest } from './plugins/problems.js';

/** A form that came with a request, and the file in it. */
export interface Form {
  /** Null where the form has none. */
  readonly file: { readonly field: string; readonly path: string; readonly fileName: string } | null;
  readonly fields: Readonly<Record<string, string>>;
  /** Deletes the file. */
  readonly discard: () => Promise<void>;
}

/** A file that came with a request, and the form's other fields. */
export interface Upload extends Pick<Form, 'fields' | 'discard'> {
  readonly path: string;
  readonly fileName: string;
}

/**
 * Takes the one file of a multipart request to disk, as `receiveForm`.
 * @param what the file, as a message calls it where it is missing: “the ontology’s file”
 * @throws AppError `body_too_large`, `invalid_request`, `disk_full`; nothing is left on disk then
 */
export async function receiveUpload(
  request: FastifyRequest,
  folder: string,
  maxBytes: number,
  what: string,
): Promise<Upload> {
  const { file, fields, discard } = await receiveForm(request, folder, maxBytes);
  if (file) return { path: file.path, fileName: file.fileName, fields, discard };
  await discard();
  const message = `is missing: send ${what} as the form field “file”`;
  throw new InvalidRequest([{ in: 'body', path: '/file', message }]);
}

/**
 * Takes a multipart request, with one file at the most, which goes to disk as it comes; fields may stand before or
 * after it.
 * @throws AppError `body_too_large`, `invalid_request`, `disk_full`; nothing is left on disk then
 */
export async function receiveForm(request: FastifyRequest, folder: string, maxBytes: number): Promise<Form> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, randomUUID());
  const discard = () => rm(path, { force: true });
  const fields: Record<string, string> = {};
  let file: Form['file'] = null;
  try {
    for await (const part of request.parts({ limits: { files: 1, fields: 20, fileSize: maxBytes } })) {
      if (part.type === 'field') {
        // A form that people fill in sends its empty fields, too.
        if (typeof part.value === 'string' && part.value !== '') fields[part.fieldname] = part.value;
        continue;
      }
      await save(part, path, maxBytes, request.cancelSignal);
      if (part.filename) file = { field: part.fieldname, path, fileName: part.filename };
    }
  } catch (error) {
    await discard();
    throw isFormFailure(error)
      ? new AppError('invalid_request', 'The form breaks off, has no boundary, or has too many fields.')
      : error;
  }
  return { file, fields, discard };
}

async function save(part: MultipartFile, path: string, maxBytes: number, signal: AbortSignal): Promise<void> {
  // Unlike the stream itself, its iterator tells of a failure that came before anybody listened.
  await pipeline(part.file.iterator(), createWriteStream(path, { mode: 0o600 }), { signal });
  if (part.file.truncated) {
    throw new AppError('body_too_large', `The file has more than ${maxBytes} bytes (ADE_MAX_UPLOAD_BYTES).`);
  }
}

/** Whether the form's parser gave up: it says so by errors without a code, and by ending the file early. */
function isFormFailure(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AppError) return false;
  return !('code' in error) || error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
