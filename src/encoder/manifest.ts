import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError, messageOf } from '../errors.js';

const FileEntry = Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) });

const CalibrationSchema = Type.Object({
  method: Type.Literal('logistic'),
  /** The ranking whose scores it was fitted to. */
  pooling: Type.Object({ lexicalWeight: Type.Number(), sharpness: Type.Number(), layOffset: Type.Number() }),
  /** Margins to the best other concept count up to this, either way. */
  marginLimit: Type.Number({ exclusiveMinimum: 0 }),
  coefficients: Type.Object({ similarity: Type.Number(), margin: Type.Number(), intercept: Type.Number() }),
});

/** How a candidate's scores become the probability that it is right. */
export type Calibration = Static<typeof CalibrationSchema>;

const ManifestSchema = Type.Object({
  format: Type.Literal(1),
  id: Type.String({ minLength: 1 }),
  dimension: Type.Integer({ minimum: 1 }),
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
  calibration: Type.Optional(Type.Union([CalibrationSchema, Type.Null()])),
  files: Type.Object({ 'model.onnx': FileEntry, 'tokenizer.json': FileEntry }),
});

/** What an encoder folder says of itself (`manifest.json`); further members are for people. */
export type EncoderManifest = Static<typeof ManifestSchema>;

export interface EncoderFolder {
  readonly path: string;
  readonly modelPath: string;
  readonly manifest: EncoderManifest;
  /** tokenizer.json as parsed. */
  readonly tokenizerJson: object;
  /** Changes with whatever changes a vector: model, tokenizer, token limit. */
  readonly hash: string;
}

/**
 * Reads an encoder folder and checks each file against the manifest.
 * @throws AppError `encoder_invalid`, naming the file that is missing, altered or does not fit
 */
export async function readEncoderFolder(path: string): Promise<EncoderFolder> {
  const manifest = parseManifest(path, await readText(path, 'manifest.json'));
  const tokenizerText = await readText(path, 'tokenizer.json');
  checkHash(path, 'tokenizer.json', sha256(tokenizerText), manifest.files['tokenizer.json'].sha256);
  const modelPath = join(path, 'model.onnx');
  checkHash(path, 'model.onnx', await sha256OfFile(modelPath, path), manifest.files['model.onnx'].sha256);
  return {
    path,
    modelPath,
    manifest,
    tokenizerJson: parseTokenizer(path, tokenizerText, manifest),
    hash: sha256(
      [
        manifest.files['model.onnx'].sha256,
        manifest.files['tokenizer.json'].sha256,
        String(manifest.maxTokens),
      ].join('\n'),
    ),
  };
}

function parseManifest(path: string, text: string): EncoderManifest {
  const value = parseJson(path, 'manifest.json', text);
  const [problem] = Value.Errors(ManifestSchema, value);
  if (problem) {
    throw invalid(path, `manifest.json: ${problem.path || '/'} ${problem.message.toLowerCase()}`);
  }
  return Value.Decode(ManifestSchema, value);
}

const TokenizerSchema = Type.Object({
  model: Type.Object({ type: Type.Optional(Type.String()), vocab: Type.Unknown() }),
});

function parseTokenizer(path: string, text: string, manifest: EncoderManifest): object {
  const value = parseJson(path, 'tokenizer.json', text);
  if (!Value.Check(TokenizerSchema, value))
    throw invalid(path, 'tokenizer.json has no `model` with a `vocab`');
  const type = value.model.type ?? manifest.tokenizer.type;
  if (type !== manifest.tokenizer.type) {
    throw invalid(path, `tokenizer.json is of type ${type}, the manifest says ${manifest.tokenizer.type}`);
  }
  return value;
}

function parseJson(path: string, file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, `${file} is not valid JSON: ${messageOf(error)}`);
  }
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(join(path, file), 'utf8');
  } catch (error) {
    throw invalid(path, `${file} cannot be read: ${messageOf(error)}`);
  }
}

async function sha256OfFile(file: string, folder: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    throw invalid(folder, `model.onnx cannot be read: ${messageOf(error)}`);
  }
  return hash.digest('hex');
}

function checkHash(path: string, file: string, actual: string, expected: string): void {
  if (actual !== expected) {
    throw invalid(
      path,
      `${file} has sha256 ${actual}, the manifest says ${expected}: altered, truncated or a Git LFS pointer`,
    );
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function invalid(path: string, detail: string): AppError {
  return new AppError('encoder_invalid', `${path}: ${detail}`);
}
