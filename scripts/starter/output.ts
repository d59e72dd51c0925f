import { createHash } from 'node:crypto';
import { NORMAL_FORM_VERSION } from '../../src/text/index.js';
import { backgroundFile, renewBackground } from './background-file.js';
import { resolveCollisions, type Collision, type Resolution } from './collisions.js';
import { formatRegistry, registryFile } from './ids.js';
import { notNamesFile, parseNotNames } from './not-names.js';
import { parseReported, reportedFile } from './reported-file.js';
import { formatEntries } from './source.js';
import type { Problem } from './types.js';
import { conceptsFile, hierarchyFile, readVocabulary } from './vocabulary.js';
import type { Files, Vocabulary } from './vocabulary.js';
import { formatWords, wordsFile } from './words-file.js';

/** Raise with each release whose content differs: a version never changes. */
const version = '1';

export interface Counts {
  readonly systems: number;
  readonly groups: number;
  readonly concepts: number;
  readonly preferred: number;
  readonly synonyms: number;
  readonly lay: number;
  readonly collisions: { readonly resolved: number; readonly shared: number };
}

export interface Build {
  /** What the folder should hold; nothing where there are problems. */
  readonly files: Files;
  /** What was built, in figures, as a Markdown table. */
  readonly figures: string;
  readonly problems: readonly Problem[];
}

/** Builds the vocabulary from the files of its folder. */
export function build(files: Files): Build {
  const vocabulary = readVocabulary(files);
  const resolution = resolveCollisions(vocabulary.concepts);
  const reported = parseReported(files.get(reportedFile) ?? '', vocabulary.concepts);
  const notNames = parseNotNames(files.get(notNamesFile) ?? '', vocabulary.concepts);
  const background = renewBackground(files.get(backgroundFile) ?? '', resolution.concepts);
  const problems = [vocabulary, resolution, reported, notNames, background].flatMap((part) => part.problems);
  if (problems.length > 0) return { files: new Map(), figures: '', problems };

  const counts = count(vocabulary, resolution);
  const figures = formatFigures(counts, resolution.repeats);
  const starter = formatStarter(vocabulary, resolution, reported.counts);
  return {
    files: new Map([
      ...sourceFiles(vocabulary),
      ['starter.jsonl', starter],
      [backgroundFile, background.file],
      [wordsFile, formatWords(resolution.concepts)],
      ['collisions.tsv', formatCollisions(resolution.collisions)],
      ['manifest.json', formatManifest(counts, starter)],
      ['README.md', withFigures(files.get('README.md') ?? '', figures)],
    ]),
    figures,
    problems,
  };
}

/** The source files and the registry again, now with an id on every line. */
export function sourceFiles(vocabulary: Vocabulary): Files {
  const { systems, groups, concepts } = vocabulary;
  const hierarchy = [...systems, ...groups].sort((a, b) => a.place.line - b.place.line);
  return new Map([
    [registryFile, formatRegistry(vocabulary.registry)],
    [hierarchyFile, formatEntries(hierarchy)],
    ...systems.map(({ name }): readonly [string, string] => {
      const file = conceptsFile(name);
      return [file, formatEntries(concepts.filter((concept) => concept.place.file === file))];
    }),
  ]);
}

/** One line an entry; parents stand before their children. Headings are never proposed, as in FHIR’s notSelectable. */
function formatStarter(
  { systems, groups }: Vocabulary,
  { concepts }: Resolution,
  reported: ReadonlyMap<string, number>,
): string {
  const groupId = new Map(groups.map((group) => [group.name, group.id]));
  const lines = [
    ...systems.map(({ id, name, level }) => ({ id, name, level, selectable: false, parents: [] })),
    ...groups.map(({ id, name, level, system }) => ({
      id,
      name,
      level,
      selectable: false,
      parents: [system],
    })),
    ...concepts.map(({ id, name, level, group, definition, synonyms, lay }) => {
      const parents = [groupId.get(group)];
      return { id, name, level, parents, definition, synonyms, lay, reported: reported.get(id) ?? 0 };
    }),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function formatCollisions(collisions: readonly Collision[]): string {
  const rows = collisions.map(({ normalForm, written, holders, keepers }) => {
    const held = holders.map(({ id, conceptName, kind }) => `${id} ${conceptName} (${kind})`);
    const resolution = `${keepers.length > 1 ? 'shared by' : 'kept by'} ${keepers.join(' ')}`;
    return [normalForm, written, held.join('; '), resolution].join('\t');
  });
  return `${['normal form\tname\tholders\tresolution', ...rows].join('\n')}\n`;
}

function formatManifest(counts: Counts, starter: string): string {
  const manifest = {
    format: 1,
    name: 'starter',
    version,
    licence: 'CC0-1.0',
    counts,
    sha256: createHash('sha256').update(starter).digest('hex'),
    normalFormVersion: NORMAL_FORM_VERSION,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function count({ systems, groups }: Vocabulary, resolution: Resolution): Counts {
  const { concepts, collisions } = resolution;
  const shared = collisions.filter(({ keepers }) => keepers.length > 1).length;
  return {
    systems: systems.length,
    groups: groups.length,
    concepts: concepts.length,
    preferred: concepts.length,
    synonyms: concepts.reduce((sum, { synonyms }) => sum + synonyms.length, 0),
    lay: concepts.reduce((sum, { lay }) => sum + lay.length, 0),
    collisions: { resolved: collisions.length - shared, shared },
  };
}

function formatFigures(counts: Counts, repeats: number): string {
  const rows: readonly (readonly [string, number])[] = [
    ['systems', counts.systems],
    ['groups', counts.groups],
    ['concepts, each with its preferred name', counts.concepts],
    ['synonyms', counts.synonyms],
    ['lay phrases', counts.lay],
    ['names left out as repeats within their concept', repeats],
    ['collisions between concepts, resolved', counts.collisions.resolved],
    ['collisions between concepts, shared', counts.collisions.shared],
  ];
  const lines = rows.map(([what, number]) => `| ${what} | ${number.toLocaleString('en-GB')} |`);
  return ['| what | number |', '| --- | ---: |', ...lines].join('\n');
}

/** Keeps the figures of the README those of the build. */
function withFigures(readme: string, figures: string): string {
  return readme.replace(
    /(<!-- figures -->\n)[^]*?(<!-- \/figures -->)/,
    (_, start: string, end: string) => `${start}${figures}\n${end}`,
  );
}
