import { conceptOf } from './draft.js';
import type { OntologyReader, ReaderOptions } from './reader.js';
import { ReportBuilder, type Place } from './report.js';
import { atomOf, conceptDraft, readRanks, type Atom } from './umls-atoms.js';
import { filtersOf, ROW_FILTERS, selectionOf, type UmlsSelection } from './umls-choice.js';
import { keyOf } from './umls-cui.js';
import { readFacts } from './umls-facts.js';
import { locateUmls, releaseName, rowsOf, UMLS_HINT, type OnBroken, type UmlsFiles } from './umls-files.js';
import { survey } from './umls-survey.js';

/**
 * The Metathesaurus of UMLS in Rich Release Format: fields end with `|`, UTF-8, no header, no quotes, file names in any
 * case.
 *
 * A CUI is a concept. MRCONSO.RRF is read twice: a first look finds the CUIs that have a name that is wanted, so that
 * of the other files only what belongs to them is held (see `readFacts`); then its names are streamed. Names of a CUI
 * must stand together, as in every release; one that comes back after another is refused as `duplicate_id`.
 */
export const umlsReader: OntologyReader = {
  format: 'umls',
  choices: ['language', 'sources', 'termTypes', 'semanticTypes', 'suppressed'],
  async *read(path, options) {
    const files = await locateUmls(path, options.fileName);
    const selection = selectionOf(options.choice);
    const report = new ReportBuilder({ format: 'umls', encoding: 'utf-8' }, options);
    const noteAt = (place: Place) => report.skip.bind(report, place);
    const onBroken: OnBroken = (place, detail) => {
      report.skip(place, 'wrong_columns', detail);
    };
    const found = await survey(files, selection, options);
    const factsOf = await readFacts({ ...found, files, selection, options, onBroken });
    const ranks = await readRanks(files, options, onBroken);
    const version = await versionOf(files, selection, options, onBroken);
    const close = (atoms: readonly Atom[]) => {
      const draft = conceptDraft(atoms, factsOf, ({ row }) => noteAt(row));
      if (draft) report.concept(draft);
      return draft ? [conceptOf(draft)] : [];
    };
    const names = rowsOf(files, 'MRCONSO.RRF', options, (place, detail) => {
      report.row();
      onBroken(place, detail);
      report.refuse();
    });
    let open: Atom[] = [];
    for await (const rows of names) {
      for (const row of rows) {
        report.row();
        const { cells } = row;
        if (!ROW_FILTERS.every(({ passes }) => passes(selection, cells))) continue;
        if (!found.kept.has(keyOf(cells[0] ?? ''))) continue;
        const atom = atomOf(row, ranks, noteAt(row));
        if (atom && atom.draft.id === open[0]?.draft.id) {
          open.push(atom);
          continue;
        }
        if (!atom) {
          report.refuse();
          continue;
        }
        yield* close(open);
        open = [];
        const earlier = report.claim(atom.draft.id, row.line);
        if (earlier === undefined) {
          open.push(atom);
          continue;
        }
        report.skip(
          row,
          'duplicate_id',
          `line ${earlier} has the CUI ${atom.draft.id} already; rows of one CUI must stand together, so sort the file`,
        );
        report.refuse();
      }
    }
    yield* close(open);
    const read = report.finish(filtersOf(selection), UMLS_HINT);
    return version === null ? read : { ...read, release: { version, language: selection.language } };
  },
};

/** The version of the source where one alone is chosen, else that of the release; null where the files do not tell. */
async function versionOf(
  files: UmlsFiles,
  { sources }: UmlsSelection,
  options: ReaderOptions,
  onBroken: OnBroken,
): Promise<string | null> {
  const [only] = sources?.size === 1 ? sources : [];
  const versions: string[] = [];
  for await (const rows of rowsOf(files, 'MRSAB.RRF', options, onBroken)) {
    for (const { cells } of rows) {
      const version = cells[6]?.trim() ?? '';
      if (version === '' || cells[3]?.toUpperCase() !== only) continue;
      // Versions of former releases stand there, too.
      if (cells[21] === 'Y') versions.unshift(version);
      else versions.push(version);
    }
  }
  return versions[0] ?? releaseName(files, options);
}
