import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { TSchema, Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { ManifestSchema, type EvaluationFigures, type RunManifest } from '../evaluation/index.js';
import { FiguresSchema } from './backends/evaluation-schemas.js';
import { CommandError } from './errors.js';

/**
 * Reads the manifest of a run that was written somewhere.
 * @throws CommandError `manifest_invalid` when it cannot be read, or is none
 */
export async function readManifest(path: string): Promise<RunManifest> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandError('manifest_invalid', `${path} cannot be read.`, { cause: error, hint: HINT });
  });
  return parsed(path, text, ManifestSchema);
}

/**
 * The figures that stand beside a manifest; null where there are none.
 * @throws CommandError `manifest_invalid` when the file is not what it is called
 */
export async function figuresBeside(manifestPath: string): Promise<EvaluationFigures | null> {
  const path = join(dirname(manifestPath), 'figures.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : parsed(path, text, FiguresSchema);
}

const HINT =
  'It is the file manifest.json that “evaluate --out” and “evaluate show --out” write, or GET /v1/evaluations/{id}/manifest answers.';

function parsed<S extends TSchema>(path: string, text: string, schema: S): Static<S> {
  // What runs of earlier releases do not have yet is filled in.
  const value = Value.Default(schema, jsonOf(text));
  if (Value.Check(schema, value)) return value;
  const [problem] = Value.Errors(schema, value);
  const what =
    problem === undefined ? '' : `: ${problem.path === '' ? 'the whole' : problem.path}: ${problem.message}`;
  throw new CommandError('manifest_invalid', `${path} is no ${basename(path)} of a run${what}.`, {
    hint: HINT,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
