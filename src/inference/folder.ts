import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError, messageOf, type ErrorCode } from '../errors.js';

const FileEntry = Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) });

/** What the manifests of all models have; further members are for people. */
export const manifestMembers = {
  format: Type.Literal(1),
  id: Type.String({ minLength: 1 }),
  maxTokens: Type.Integer({ minimum: 4 }),
  inputs: Type.Array(Type.String(), { minItems: 2 }),
  output: Type.String(),
  languages: Type.Array(Type.String()),
  license: Type.String(),
  tokenizer: Type.Object({
    type: Type.String(),
    vocabSize: Type.Integer({ minimum: 1 }),
    padId: Type.Integer({ minimum: 0 }),
  }),
  files: Type.Object({ 'model.onnx': FileEntry, 'tokenizer.json': FileEntry }),
};

const ManifestSchema = Type.Object(manifestMembers);
type Manifest = Static<typeof ManifestSchema>;

/** A folder with a model, its tokenizer and what it says of itself. */
export interface ModelFolder<M extends Manifest = Manifest> {
  readonly path: string;
  readonly modelPath: string;
  readonly manifest: M;
  /** tokenizer.json as parsed. */
  readonly tokenizerJson: object;
  /** Changes with whatever changes what the model gives: model, tokenizer, token limit. */
  readonly hash: string;
  /** The code of what is wrong with it. */
  readonly invalid: ErrorCode;
}

/**
 * Reads a model folder and checks each file against its manifest.
 * @param schema of the manifest: `manifestMembers` and the kind's own
 * @param invalid the code to fail with
 * @throws AppError `invalid`, naming the file that is missing, altered or does not fit
 */
export async function readModelFolder<S extends TSchema>(
  path: string,
  schema: S & (Static<S> extends Manifest ? unknown : never),
  invalid: ErrorCode,
): Promise<ModelFolder<Static<S> & Manifest>> {
  const reading = new FolderReading(path, invalid);
  const manifest = reading.manifest(schema, await reading.text('manifest.json'));
  const tokenizerText = await reading.text('tokenizer.json');
  reading.checkHash('tokenizer.json', sha256(tokenizerText), manifest.files['tokenizer.json'].sha256);
  const modelPath = join(path, 'model.onnx');
  reading.checkHash('model.onnx', await reading.hashOf('model.onnx'), manifest.files['model.onnx'].sha256);
  return {
    path,
    modelPath,
    manifest,
    tokenizerJson: reading.tokenizer(tokenizerText, manifest),
    hash: sha256(
      [
        manifest.files['model.onnx'].sha256,
        manifest.files['tokenizer.json'].sha256,
        String(manifest.maxTokens),
      ].join('\n'),
    ),
    invalid,
  };
}

const TokenizerSchema = Type.Object({
  model: Type.Object({ type: Type.Optional(Type.String()), vocab: Type.Unknown() }),
});

/** Reads the files of one folder; what is wrong is told with the folder's name. */
class FolderReading {
  constructor(
    private readonly path: string,
    private readonly code: ErrorCode,
  ) {}

  manifest<S extends TSchema>(schema: S, text: string): Static<S> & Manifest {
    const value = this.#json('manifest.json', text);
    const [problem] = [...Value.Errors(ManifestSchema, value), ...Value.Errors(schema, value)];
    if (problem) {
      throw this.#invalid(`manifest.json: ${problem.path || '/'} ${problem.message.toLowerCase()}`);
    }
    return Value.Decode(Type.Intersect([schema, ManifestSchema]), value);
  }

  tokenizer(text: string, manifest: Manifest): object {
    const value = this.#json('tokenizer.json', text);
    if (!Value.Check(TokenizerSchema, value))
      throw this.#invalid('tokenizer.json has no `model` with a `vocab`');
    const type = value.model.type ?? manifest.tokenizer.type;
    if (type !== manifest.tokenizer.type) {
      throw this.#invalid(`tokenizer.json is of type ${type}, the manifest says ${manifest.tokenizer.type}`);
    }
    return value;
  }

  async text(file: string): Promise<string> {
    try {
      return await readFile(join(this.path, file), 'utf8');
    } catch (error) {
      throw this.#invalid(`${file} cannot be read: ${messageOf(error)}`);
    }
  }

  async hashOf(file: string): Promise<string> {
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(join(this.path, file), { highWaterMark: 1 << 20 }), hash);
    } catch (error) {
      throw this.#invalid(`${file} cannot be read: ${messageOf(error)}`);
    }
    return hash.digest('hex');
  }

  checkHash(file: string, actual: string, expected: string): void {
    if (actual !== expected) {
      throw this.#invalid(
        `${file} has sha256 ${actual}, the manifest says ${expected}: altered, truncated or a Git LFS pointer`,
      );
    }
  }

  #json(file: string, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.#invalid(`${file} is not valid JSON: ${messageOf(error)}`);
    }
  }

  #invalid(detail: string): AppError {
    return new AppError(this.code, `${this.path}: ${detail}`);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
