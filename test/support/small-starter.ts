import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const Entry = Type.Object({
  id: Type.String(),
  name: Type.String(),
  level: Type.String(),
  parents: Type.Array(Type.String()),
  lay: Type.Optional(Type.Array(Type.String())),
});

/** Concepts that tests ask for by name. */
const WANTED = ['Insomnia', 'Headache', 'Nausea', 'Dry mouth', 'Fatigue', 'Rash', 'Dizziness', 'Vomiting'];
const OTHERS = 52;
const BACKGROUND = 40;
/** Lay names of each, the first ones: enough to be like a vocabulary, few enough to be embedded in a second. */
const LAY = { wanted: 40, others: 2 };

/**
 * Makes a starter folder with some sixty concepts of the one that ships, with their groups and systems: a
 * service is ready with it in a second or two.
 * @returns the folder
 */
export async function makeSmallStarter(folder: string): Promise<string> {
  const lines = await linesOf('starter.jsonl');
  const entries = lines.map((line) => {
    const entry: unknown = JSON.parse(line);
    if (!Value.Check(Entry, entry)) throw new Error(`starter.jsonl has an unexpected line: ${line}`);
    const lay = entry.lay?.slice(0, WANTED.includes(entry.name) ? LAY.wanted : LAY.others);
    return { ...entry, line: JSON.stringify({ ...entry, ...(lay ? { lay } : {}) }) };
  });
  const concepts = entries.filter(({ level }) => level === 'concept');
  const wanted = concepts.filter(({ name }) => WANTED.includes(name));
  if (wanted.length !== WANTED.length) throw new Error('starter.jsonl lacks a concept that tests ask for.');
  // Some from everywhere, always the same ones.
  const step = Math.floor(concepts.length / OTHERS);
  const others = concepts.filter((_concept, i) => i % step === 0).slice(0, OTHERS);
  const chosen = new Set([...wanted, ...others].map(({ id }) => id));
  const parents = new Map(entries.map((entry) => [entry.id, entry.parents]));
  for (const id of chosen) for (const parent of parents.get(id) ?? []) chosen.add(parent);
  const text = entries.flatMap(({ id, line }) => (chosen.has(id) ? [`${line}\n`] : [])).join('');
  await writeFile(join(folder, 'starter.jsonl'), text);
  const background = (await linesOf('background.jsonl')).slice(0, BACKGROUND);
  await writeFile(join(folder, 'background.jsonl'), `${background.join('\n')}\n`);
  const sha256 = createHash('sha256').update(text).digest('hex');
  await writeFile(
    join(folder, 'manifest.json'),
    `${JSON.stringify({ format: 1, name: 'starter', version: '1', sha256 })}\n`,
  );
  return folder;
}

async function linesOf(file: string): Promise<string[]> {
  const content = await readFile(new URL(`../../ontologies/starter/${file}`, import.meta.url), 'utf8');
  return content.split('\n').filter((line) => line !== '');
}
