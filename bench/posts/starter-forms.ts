import { readFileSync } from 'node:fs';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { normalForm } from '../../src/text/index.js';

const Entry = Type.Object({
  name: Type.String(),
  level: Type.String(),
  synonyms: Type.Array(Type.String(), { default: [] }),
  lay: Type.Array(Type.String(), { default: [] }),
});

/** Normal forms of all names of the starter vocabulary's concepts: the dictionary that the extractor was trained with. */
export function starterForms(): Set<string> {
  const path = new URL('../../ontologies/starter/starter.jsonl', import.meta.url);
  const rows = readFileSync(path, 'utf8').trim().split('\n');
  const entries = rows.map((row) => Value.Parse(Entry, JSON.parse(row)));
  return new Set(
    entries
      .filter(({ level }) => level === 'concept')
      .flatMap(({ name, synonyms, lay }) => [name, ...synonyms, ...lay].map(normalForm)),
  );
}
