import { Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { GoldRow } from './gold.js';
import { readJsonLines } from './json-lines.js';

const text = Type.Union([Type.String(), Type.Null()]);
const RowSchema = Type.Unsafe<GoldRow>(
  Type.Object({
    line: Type.Integer(),
    mention: Type.String(),
    answers: Type.Array(Type.Array(Type.Object({ id: text, name: text }), { minItems: 1 })),
    split: text,
    fold: text,
    group: text,
    weight: Type.Number(),
    span: Type.Union([
      Type.Null(),
      Type.Object({ document: Type.String(), pieces: Type.Array(Type.Object({})) }),
    ]),
  }),
);
const isRow = TypeCompiler.Compile(RowSchema);

/** A row as it is kept: the same row is always the same line, as the hash of all lines names a gold set. */
export function lineOf({ line, mention, answers, split, fold, group, weight, span }: GoldRow): string {
  const golds = answers.map((answer) => answer.map(({ id, name }) => ({ id, name })));
  return `${JSON.stringify({ line, mention, answers: golds, split, fold, group, weight, span })}\n`;
}

/** The rows of a gold set that is kept, in its order. @throws Error when the file was altered by hand */
export function readRows(path: string): AsyncGenerator<GoldRow, void, undefined> {
  return readJsonLines(path, isRow, 'row of a gold set');
}
