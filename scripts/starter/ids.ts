import type { Entry, Identified, Level, Problem } from './types.js';

export const registryFile = 'ids.tsv';
const header = 'id\tlevel\tname\tstatus';

/** One line of the id registry. */
export interface RegistryRow {
  readonly id: string;
  readonly level: Level;
  readonly name: string;
  readonly status: 'current' | 'retired';
  readonly line: number;
}

export interface Registry {
  readonly rows: readonly RegistryRow[];
  readonly problems: readonly Problem[];
}

export interface Assignment<E extends Entry> {
  readonly entries: readonly Identified<E>[];
  /** Rows to append to the registry. */
  readonly added: readonly RegistryRow[];
  readonly problems: readonly Problem[];
}

/** Each level numbers from its own range, so that an id shows its level. */
const ranges: Readonly<Record<Level, { first: number; last: number }>> = {
  concept: { first: 1, last: 899_999 },
  system: { first: 900_001, last: 909_999 },
  group: { first: 910_001, last: 999_999 },
};

/** Reads the registry; a missing file is an empty registry. */
export function parseRegistry(text: string): Registry {
  const rows: RegistryRow[] = [];
  const problems: Problem[] = [];
  const lineOf = new Map<string, number>();
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    if (content === '' || content === header) continue;
    const row = parseRow(content, line);
    if (typeof row === 'string') {
      problems.push({ file: registryFile, line, message: row });
      continue;
    }
    const earlier = lineOf.get(row.id);
    if (earlier !== undefined) {
      const message = `${row.id} stands already on line ${earlier}`;
      problems.push({ file: registryFile, line, message });
      continue;
    }
    lineOf.set(row.id, line);
    rows.push(row);
  }
  return { rows, problems };
}

/** Writes the registry. */
export function formatRegistry(rows: readonly RegistryRow[]): string {
  const lines = rows.map(({ id, level, name, status }) => [id, level, name, status].join('\t'));
  return `${[header, ...lines].join('\n')}\n`;
}

/**
 * Holds the entries against the registry: an entry without an id gets the next
 * free one of its level, and an id that would change its meaning is a problem.
 */
export function assignIds<E extends Entry>(
  entries: readonly E[],
  registry: readonly RegistryRow[],
): Assignment<E> {
  const problems: Problem[] = [];
  const added: RegistryRow[] = [];
  const rowOf = new Map(registry.map((row) => [row.id, row]));
  const nextId = idCounter(registry);
  const seen = new Map<string, E>();

  const identified = entries.map((entry): Identified<E> => {
    const id = entry.id ?? nextId(entry.level);
    if (entry.id === undefined) {
      const line = registry.length + added.length + 2;
      added.push({ id, level: entry.level, name: entry.name, status: 'current', line });
    } else {
      const message = fault(entry, id, rowOf.get(id), seen.get(id));
      if (message !== undefined) problems.push({ ...entry.place, message });
    }
    seen.set(id, entry);
    return { ...entry, id };
  });

  for (const row of registry) {
    if (row.status === 'retired' || seen.has(row.id)) continue;
    problems.push({
      file: registryFile,
      line: row.line,
      message:
        `${row.id} "${row.name}" is in no source file any more; ` +
        `put its line back, or write "retired" as its status here`,
    });
  }
  return { entries: identified, added, problems };
}

function fault(
  entry: Entry,
  id: string,
  row: RegistryRow | undefined,
  earlier: Entry | undefined,
): string | undefined {
  if (earlier !== undefined) {
    const { file, line } = earlier.place;
    return `${id} is used already at ${file}:${line}; leave the id out to be given a new one`;
  }
  if (row === undefined) {
    return `${id} is not in ${registryFile}; leave the id out to be given the next free one`;
  }
  const where = `${registryFile}:${row.line}`;
  if (row.level !== entry.level) {
    return `${id} is a ${row.level} in ${where} and cannot become a ${entry.level}`;
  }
  if (row.status === 'retired') {
    return (
      `${id} is retired in ${where}; write "current" there if "${row.name}" comes back, ` +
      `or leave the id out if this is something else`
    );
  }
  if (row.name !== entry.name) {
    return (
      `${id} is "${row.name}" in ${where}; if the same ${row.level} is now called ` +
      `"${entry.name}", write that name there; if this is another ${row.level}, leave the id out`
    );
  }
  return undefined;
}

/** Retired rows count too: an id is never given a second time. */
function idCounter(rows: readonly RegistryRow[]): (level: Level) => string {
  const highest = { system: 0, group: 0, concept: 0 };
  for (const { id, level } of rows) highest[level] = Math.max(highest[level], numberOf(id));
  return (level) => {
    const { first, last } = ranges[level];
    highest[level] = Math.max(highest[level] + 1, first);
    if (highest[level] > last) throw new RangeError(`no id is left for another ${level}`);
    return `ADE:${String(highest[level]).padStart(7, '0')}`;
  };
}

function numberOf(id: string): number {
  return Number(id.slice('ADE:'.length));
}

function parseRow(text: string, line: number): RegistryRow | string {
  const [id = '', level = '', name = '', status = '', ...rest] = text.split('\t');
  if (rest.length > 0 || status === '') return 'a line has four columns: id, level, name, status';
  if (!/^ADE:\d{7}$/.test(id)) return `"${id}" is not ADE: and seven digits`;
  if (!isLevel(level)) return `the level "${level}" is not system, group or concept`;
  const { first, last } = ranges[level];
  if (numberOf(id) < first || numberOf(id) > last) return `${id} is not an id of a ${level}`;
  if (name === '') return 'the name is empty';
  if (status !== 'current' && status !== 'retired') {
    return `the status "${status}" is not current or retired`;
  }
  return { id, level, name, status, line };
}

function isLevel(text: string): text is Level {
  return Object.hasOwn(ranges, text);
}
