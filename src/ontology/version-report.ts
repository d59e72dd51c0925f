import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { EXPANSIONS, type ExpansionChoice, type VersionRow } from '../store/index.js';
import type { ReadChoice } from './readers/choice.js';
import type { VersionReport } from './service.js';

const Stored = Type.Unsafe<Omit<VersionReport, 'cycles' | 'warnings'> & Partial<VersionReport>>(
  Type.Object({
    read: Type.Object({ rows: Type.Integer(), concepts: Type.Integer() }),
    expansion: Type.Union([Type.Null(), Type.Object({ attachedByName: Type.Integer() })]),
    // Reports of early releases have neither.
    cycles: Type.Optional(Type.Integer()),
    warnings: Type.Optional(Type.Array(Type.String())),
  }),
);

/** A report as this service stored it. @throws when the text is not one */
export function parseVersionReport(text: string): VersionReport {
  const value: unknown = JSON.parse(text);
  if (!Value.Check(Stored, value)) throw new Error('a stored version report is not one');
  return { cycles: 0, warnings: [], ...value };
}

const Choice = Type.Unsafe<ReadChoice>(
  Type.Object({
    level: Type.Optional(Type.Union([Type.Literal('PT'), Type.Literal('LLT')])),
    language: Type.Optional(Type.String()),
    below: Type.Optional(Type.Array(Type.String())),
    sources: Type.Optional(Type.Array(Type.String())),
    termTypes: Type.Optional(Type.Array(Type.String())),
    semanticTypes: Type.Optional(Type.Array(Type.String())),
    suppressed: Type.Optional(Type.Boolean()),
    columns: Type.Optional(Type.Array(Type.String())),
    sheet: Type.Optional(Type.String()),
  }),
);

/** What of its source a version was read from. @throws when what is stored is not that */
export function choiceOf({ choice }: Pick<VersionRow, 'choice'>): ReadChoice {
  const value: unknown = JSON.parse(choice);
  if (!Value.Check(Choice, value)) throw new Error('a stored choice is not one');
  return value;
}

/** What the starter vocabulary lends to a version. @throws when what is stored is not known */
export function expansionOf({ expansion }: Pick<VersionRow, 'expansion'>): ExpansionChoice {
  const chosen = EXPANSIONS[expansion];
  if (chosen === undefined) throw new Error('a stored expansion is not one');
  return chosen;
}

/** As it is stored: its members in the order of the alphabet, so that equal choices have equal texts. */
export function storedChoice(choice: ReadChoice): string {
  return JSON.stringify(Object.fromEntries(Object.entries(choice).sort(([a], [b]) => (a < b ? -1 : 1))));
}
