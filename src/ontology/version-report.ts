import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { VersionReport } from './service.js';

const Stored = Type.Unsafe<VersionReport>(
  Type.Object({
    read: Type.Object({ rows: Type.Integer(), concepts: Type.Integer() }),
    expansion: Type.Union([Type.Null(), Type.Object({ attachedByName: Type.Integer() })]),
  }),
);

/** A report as this service stored it. @throws when the text is not one */
export function parseVersionReport(text: string): VersionReport {
  const value: unknown = JSON.parse(text);
  if (!Value.Check(Stored, value)) throw new Error('a stored version report is not one');
  return value;
}
