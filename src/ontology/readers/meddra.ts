import { AppError } from '../../errors.js';
import type { SourceConcept } from '../concept.js';
import { conceptOf, draftOf, type RawConcept } from './draft.js';
import { filesIn } from './folder.js';
import type { OntologyReader, ReaderOptions, ReadReport } from './reader.js';
import { ReportBuilder, type Place } from './report.js';
import { openText } from './text-source.js';

/** What is read of a distribution; the other files repeat it or are not needed. */
const FILES = ['soc.asc', 'hlgt.asc', 'hlt.asc', 'pt.asc', 'llt.asc', 'mdhier.asc'] as const;
type File = (typeof FILES)[number];
const RELEASE_FILE = 'meddra_release.asc';
const ALL_FILES = [...FILES, RELEASE_FILE] as const;

const HINT =
  'Give the folder MedAscii of a MedDRA distribution, with soc.asc, hlgt.asc, hlt.asc, pt.asc, llt.asc and ' +
  'mdhier.asc as they were published.';

/** Whether a file of a folder belongs to what this reader reads. */
export function isMeddraFile(name: string): boolean {
  return ALL_FILES.some((file) => file === name.toLowerCase()) || isChange(name);
}

/** SeqAscii: what changed since the release before. */
function isChange(name: string): boolean {
  return /^(?:soc|hlgt|hlt|pt|llt|mdhier)\.seq$/i.test(name);
}

/**
 * MedDRA as its maintainers publish it (MedAscii): fields end with `$`, no header, no quotes, file names in any case.
 *
 * A preferred term is a concept, and its lowest level terms are its synonyms: those that are not current any more
 * are recognised too, but the code of the preferred term is what is proposed. HLT, HLGT and SOC are headings. The
 * parents of a term begin with those of its primary path.
 */
export const meddraReader: OntologyReader = {
  format: 'meddra',
  choices: ['level'],
  async *read(path, options) {
    const files = await locate(path, options.fileName);
    const { report, release } = await begin(files, options);
    const hierarchy = await readHierarchy(files, report, options);
    for (const [file, level] of [
      ['soc.asc', 'SOC'],
      ['hlgt.asc', 'HLGT'],
      ['hlt.asc', 'HLT'],
    ] as const) {
      for await (const row of rowsOf(files, file, 2, report, options)) {
        const [id, name] = row.cells;
        const parents = hierarchy.above.get(id ?? '');
        yield* take({ id, name, level, parents: [...(parents ?? [])], selectable: false }, row, report);
      }
    }
    const terms = await readTerms(files, report, options);
    for await (const row of rowsOf(files, 'pt.asc', 4, report, options)) {
      const [id = '', name] = row.cells;
      const own = terms.get(id) ?? [];
      terms.delete(id);
      const parents = [...(hierarchy.primary.get(id) ?? []), ...(hierarchy.above.get(id) ?? [])];
      const synonyms = own.map((term) => term.name);
      yield* take({ id, name, level: 'PT', parents, synonyms }, row, report);
    }
    for (const [pt, lost] of terms) {
      for (const { place } of lost)
        report.skip(place, 'parent_missing', `pt.asc has no preferred term "${pt}"`);
    }
    const read = report.finish({}, HINT);
    return release ? { ...read, release } : read;
  },
};

type Files = ReadonlyMap<(typeof ALL_FILES)[number], string>;

interface Row extends Place {
  readonly file: string;
  readonly cells: readonly string[];
}

async function locate(path: string, fileName: string): Promise<Files> {
  const found = new Map<(typeof ALL_FILES)[number], string>();
  const all = await filesIn(path);
  for (const { name, path: at } of all) {
    const lower = name.toLowerCase();
    const file = ALL_FILES.find((known) => known === lower);
    if (file === undefined) continue;
    if (found.has(file))
      throw new AppError(
        'ontology_invalid',
        `${fileName}: there are several files called ${file}, so perhaps several releases. ${HINT}`,
      );
    found.set(file, at);
  }
  const missing = FILES.filter((file) => !found.has(file));
  if (missing.length === 0) return found;
  const changes = all.some(({ name }) => isChange(name));
  const why = changes
    ? 'the SeqAscii files hold only what changed since the release before'
    : `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
  throw new AppError('ontology_invalid', `${fileName}: this is no whole MedDRA release: ${why}. ${HINT}`);
}

async function begin(files: Files, options: ReaderOptions) {
  const source = await openText(files.get('llt.asc') ?? '', options);
  const report = new ReportBuilder({ format: 'meddra', encoding: source.encoding }, options);
  const path = files.get(RELEASE_FILE);
  return { report, release: path === undefined ? null : await readRelease(path, options) };
}

async function readRelease(path: string, options: ReaderOptions): Promise<ReadReport['release'] | null> {
  const source = await openText(path, options);
  for await (const lines of source.batches()) {
    for (const line of lines) {
      const [version = '', language = ''] = line.split('$').map((cell) => cell.trim());
      if (version !== '') return { version, language: language === '' ? null : language };
    }
  }
  return null;
}

interface Hierarchy {
  /** Codes directly above a code, in the order of the file. */
  readonly above: Map<string, Set<string>>;
  /** The HLT above a preferred term on its primary path. */
  readonly primary: Map<string, Set<string>>;
}

async function readHierarchy(
  files: Files,
  report: ReportBuilder,
  options: ReaderOptions,
): Promise<Hierarchy> {
  const hierarchy: Hierarchy = { above: new Map(), primary: new Map() };
  for await (const { cells } of rowsOf(files, 'mdhier.asc', 12, report, options)) {
    const [pt = '', hlt = '', hlgt = '', soc = ''] = cells;
    link(hierarchy.above, pt, hlt);
    link(hierarchy.above, hlt, hlgt);
    link(hierarchy.above, hlgt, soc);
    if (cells[11]?.toUpperCase() === 'Y') link(hierarchy.primary, pt, hlt);
  }
  return hierarchy;
}

function link(map: Map<string, Set<string>>, below: string, above: string): void {
  const known = map.get(below);
  if (known) known.add(above);
  else map.set(below, new Set([above]));
}

interface LowestLevelTerm {
  readonly name: string;
  readonly place: Row;
}

/** The lowest level terms by their preferred term, the current ones first. */
async function readTerms(
  files: Files,
  report: ReportBuilder,
  options: ReaderOptions,
): Promise<Map<string, LowestLevelTerm[]>> {
  const terms = new Map<string, LowestLevelTerm[]>();
  for await (const row of rowsOf(files, 'llt.asc', 10, report, options)) {
    const [, name = '', pt = ''] = row.cells;
    const current = row.cells[9]?.toUpperCase() !== 'N';
    const own = terms.get(pt) ?? [];
    if (current) own.unshift({ name, place: row });
    else own.push({ name, place: row });
    terms.set(pt, own);
  }
  return terms;
}

/** Takes a row as a concept, where it can be. */
function* take(raw: RawConcept, row: Row, report: ReportBuilder): Generator<SourceConcept> {
  const draft = draftOf(raw, (reason, detail) => {
    report.skip(row, reason, detail);
  });
  if (report.admit(draft, row)) yield conceptOf(draft);
}

async function* rowsOf(
  files: Files,
  file: File,
  least: number,
  report: ReportBuilder,
  options: ReaderOptions,
): AsyncGenerator<Row, void, undefined> {
  const source = await openText(files.get(file) ?? '', { ...options, fileName: file });
  let line = 0;
  for await (const batch of source.batches()) {
    for (const text of batch) {
      line += 1;
      if (text.trim() === '') continue;
      report.row();
      // Every field ends with a `$`; after the last one there is nothing.
      const cells = text.split('$').map((cell) => cell.trim());
      const row = { file, line, text, cells };
      if (cells.length > least) {
        yield row;
        continue;
      }
      report.skip(row, 'wrong_columns', `${cells.length - 1} fields that end with "$"; ${least} are needed`);
      report.refuse();
    }
  }
}
