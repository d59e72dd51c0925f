import type { ConceptEntry, Entry, HierarchyEntry, Place, Problem } from './types.js';

type Fields = Readonly<Record<string, unknown>>;

export interface Parsed<E> {
  readonly entries: readonly E[];
  readonly problems: readonly Problem[];
}

/** A fault in one line; the line's place is added where it is caught. */
class LineFault extends Error {}

/** Mends what is wrong with a text mechanically: spaces, and Unicode composition. */
export function tidy(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** The file name, without extension, that holds the concepts of a system. */
export function slug(systemName: string): string {
  return systemName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Reads `source/hierarchy.jsonl`. */
export function parseHierarchy(text: string, file: string): Parsed<HierarchyEntry> {
  return parseLines(text, file, (fields, place) => {
    switch (fields.level) {
      case 'system':
        allowOnly(fields, ['id', 'level', 'name']);
        return { level: 'system', id: readId(fields), name: readText(fields, 'name'), place };
      case 'group':
        allowOnly(fields, ['id', 'level', 'name', 'system']);
        return {
          level: 'group',
          id: readId(fields),
          name: readText(fields, 'name'),
          system: readText(fields, 'system'),
          place,
        };
      default:
        throw new LineFault('"level" must be "system" or "group"');
    }
  });
}

/** Reads the concepts of one system, `source/<system-slug>.jsonl`. */
export function parseConcepts(text: string, file: string): Parsed<ConceptEntry> {
  return parseLines(text, file, (fields, place) => {
    allowOnly(fields, ['id', 'name', 'group', 'definition', 'synonyms', 'lay']);
    return {
      level: 'concept',
      id: readId(fields),
      name: readText(fields, 'name'),
      group: readText(fields, 'group'),
      definition: fields.definition === undefined ? '' : readText(fields, 'definition'),
      synonyms: readTexts(fields, 'synonyms'),
      lay: readTexts(fields, 'lay'),
      place,
    };
  });
}

/** Writes entries the way their source file holds them, one a line. */
export function formatEntries(entries: readonly Entry[]): string {
  return entries.map((entry) => `${JSON.stringify(sourceFields(entry))}\n`).join('');
}

function sourceFields(entry: Entry): Fields {
  const { id, level, name } = entry;
  switch (level) {
    case 'system':
      return { id, level, name };
    case 'group':
      return { id, level, name, system: entry.system };
    case 'concept': {
      const { group, definition, synonyms, lay } = entry;
      return { id, name, group, definition, synonyms, lay };
    }
  }
}

function parseLines<E>(text: string, file: string, parse: (fields: Fields, place: Place) => E): Parsed<E> {
  const entries: E[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = { file, line: index + 1 };
    try {
      entries.push(parse(readObject(line), place));
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      problems.push({ ...place, message: error.message });
    }
  }
  return { entries, problems };
}

function readObject(line: string): Fields {
  const value = parseJson(line);
  if (!isFields(value)) throw new LineFault('the line must be a JSON object');
  return value;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new LineFault(`not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** Whether a parsed JSON value is an object with named members. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A misspelt member would otherwise lose its content without a word. */
function allowOnly(fields: Fields, known: readonly string[]): void {
  for (const key of Object.keys(fields)) {
    if (!known.includes(key)) {
      throw new LineFault(`unknown member "${key}"; known are ${known.join(', ')}`);
    }
  }
}

function readId(fields: Fields): string | undefined {
  if (fields.id === undefined) return undefined;
  if (typeof fields.id === 'string' && /^ADE:\d{7}$/.test(fields.id)) return fields.id;
  throw new LineFault('"id" must be ADE: and seven digits; leave it out to be given the next one');
}

function readText(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string') throw new LineFault(`"${key}" must be a text`);
  return checkText(value, key);
}

function readTexts(fields: Fields, key: string): readonly string[] {
  const value = fields[key] ?? [];
  if (!Array.isArray(value)) throw new LineFault(`"${key}" must be a list of texts`);
  const items: readonly unknown[] = value;
  return items.map((item) => {
    if (typeof item !== 'string') throw new LineFault(`"${key}" must be a list of texts`);
    return checkText(item, key);
  });
}

function checkText(text: string, key: string): string {
  const tidied = tidy(text);
  if (tidied === '' && key !== 'definition') throw new LineFault(`"${key}" is empty`);
  if (tidied !== text) {
    throw new LineFault(
      `"${key}" has stray spaces or uncomposed characters; write ${JSON.stringify(tidied)}`,
    );
  }
  return text;
}
