import { readFileSync } from 'node:fs';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { starterFile } from '../service/setup.js';
import type { Random } from './random.js';

const Entry = Type.Object({ name: Type.String(), selectable: Type.Optional(Type.Boolean()) });

const LONGEST = 30;

/** Preferred names of the starter vocabulary, short ones: what a real release has in common with it. */
export function everydayNames(count: number, random: Random): string[] {
  const names = readFileSync(starterFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => Value.Decode(Entry, JSON.parse(line)))
    .filter(({ name, selectable }) => selectable !== false && name.length <= LONGEST)
    .map(({ name }) => name);
  return random.sample(names, count);
}
