import { AppError } from '../../errors.js';
import { filesIn, type FoundFile } from './folder.js';

/** What is read of a release, and what it is taken for. */
export const SNOMED_FILES = [
  ['concept', 'concepts'],
  ['relationship', 'parents'],
  ['association', 'successors of inactive concepts'],
  ['description', 'names'],
  ['definition', 'definitions'],
  ['language', 'preferred names'],
] as const;
export type SnomedKind = (typeof SNOMED_FILES)[number][0];

/** Those without which nothing can be read, with the beginnings of their names. */
const NEEDED: readonly (readonly [SnomedKind, string])[] = [
  ['concept', 'sct2_Concept_Snapshot_'],
  ['description', 'sct2_Description_Snapshot-'],
  ['relationship', 'sct2_Relationship_Snapshot_'],
];

/** What to do when the release as a whole cannot be read. */
export const SNOMED_HINT =
  'Give the folder of a SNOMED CT release in RF2, or its zip file, with the files of its folder Snapshot as they ' +
  'were published, such as sct2_Concept_Snapshot_INT_20240101.txt.';

export type SnomedFiles = Readonly<Record<SnomedKind, readonly FoundFile[]>>;

export interface SnomedRelease {
  readonly files: SnomedFiles;
  /** The date of the concept file as eight digits; the latest where there are several. */
  readonly version: string;
}

/** Whether a file of a folder belongs to what this reader reads. */
export function isSnomedFile(name: string): boolean {
  const parts = partsOf(name);
  // A concept file of another sort is taken along only to tell why its release cannot be read.
  return parts !== null && (parts.state === 'snapshot' || parts.kind === 'concept');
}

/**
 * Finds the snapshot files of a release, and of its extensions where they stand in the same folder.
 * @throws AppError `ontology_invalid` when files are missing, or are those of several releases
 */
export async function locateSnomed(path: string, fileName: string): Promise<SnomedRelease> {
  const all = (await filesIn(path)).flatMap((file) => {
    const parts = partsOf(file.name);
    return parts === null ? [] : [{ file, parts }];
  });
  const refuse = (what: string) => new AppError('ontology_invalid', `${fileName}: ${what}. ${SNOMED_HINT}`);
  const snapshot = all.filter(({ parts }) => parts.state === 'snapshot');
  if (snapshot.length === 0 && all.length > 0) throw refuse(withoutSnapshot(all.map(({ parts }) => parts)));
  const files: Record<SnomedKind, FoundFile[]> = {
    ...{ concept: [], relationship: [], association: [] },
    ...{ description: [], definition: [], language: [] },
  };
  const names = new Set<string>();
  const dates = new Map<string, string>();
  for (const { file, parts } of snapshot) {
    if (names.has(file.name)) throw refuse(`there are several files called ${file.name}`);
    names.add(file.name);
    const known = dates.get(parts.edition) ?? parts.date;
    if (known !== parts.date)
      throw refuse(
        `there are files of several releases (${[known, parts.date].sort().join(' and ')}); give one alone`,
      );
    dates.set(parts.edition, parts.date);
    files[parts.kind].push(file);
  }
  const missing = NEEDED.flatMap(([kind, name]) => (files[kind].length === 0 ? [`${name}*.txt`] : []));
  if (missing.length > 0)
    throw refuse(
      `this is no whole release: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    );
  const concepts = snapshot.filter(({ parts }) => parts.kind === 'concept');
  return { files, version: concepts.map(({ parts }) => parts.date).reduce((a, b) => (a > b ? a : b)) };
}

interface NameParts {
  readonly kind: SnomedKind;
  readonly state: 'snapshot' | 'full' | 'delta';
  /** Country, namespace and extension: all files of a release that have the same one have one date. */
  readonly edition: string;
  readonly date: string;
}

// `x` marks a release that is not final. An extension may put its name before the state: SpanishExtensionSnapshot.
const NAME =
  /^x?(?:sct2|der2)_([a-z]+)_([a-z0-9]*?)(snapshot|full|delta)(?:-[a-z0-9-]+)?_([a-z0-9]+)_(\d{8})[^_]*\.txt$/;
const TERMINOLOGY = new Map<string, SnomedKind>([
  ['concept', 'concept'],
  ['description', 'description'],
  ['textdefinition', 'definition'],
  ['relationship', 'relationship'],
]);
const REFSETS: readonly (readonly [RegExp, SnomedKind])[] = [
  [/language/, 'language'],
  [/association(?:reference)?/, 'association'],
];

function partsOf(name: string): NameParts | null {
  const [, content = '', summary = '', state, area = '', date = ''] = NAME.exec(name.toLowerCase()) ?? [];
  if (state !== 'snapshot' && state !== 'full' && state !== 'delta') return null;
  const refset = content === 'crefset' ? REFSETS.find(([word]) => word.test(summary)) : undefined;
  const kind = refset?.[1] ?? TERMINOLOGY.get(content);
  if (kind === undefined) return null;
  const extension = refset ? summary.replace(refset[0], '') : summary;
  return { kind, state, edition: `${extension}_${area}`, date };
}

function withoutSnapshot(parts: readonly NameParts[]): string {
  const has = (state: NameParts['state']) => parts.some((part) => part.state === state);
  const full = 'Full files, which hold every state that a concept ever had';
  const delta = 'Delta files, which hold only what changed since the release before';
  if (has('full') && has('delta')) return `there are only ${full}, and ${delta}`;
  return `there are only ${has('full') ? full : delta}`;
}
