import { Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { GoldDocument } from './gold.js';
import { readJsonLines } from './json-lines.js';

const isDocument = TypeCompiler.Compile(
  Type.Object({
    id: Type.String(),
    text: Type.String(),
    split: Type.Union([Type.String(), Type.Null()]),
    unnormalized: Type.Array(Type.Object({ start: Type.Integer(), end: Type.Integer() })),
  }),
);

/** A document as it is kept: the same document is always the same line. */
export function documentLineOf({ id, text, split, unnormalized }: GoldDocument): string {
  const places = unnormalized.map(({ start, end }) => ({ start, end }));
  return `${JSON.stringify({ id, text, split, unnormalized: places })}\n`;
}

/** The documents of a gold set that is kept, in its order. @throws Error when the file was altered by hand */
export function readDocuments(path: string): AsyncGenerator<GoldDocument, void, undefined> {
  return readJsonLines(path, isDocument, 'document of a gold set');
}
