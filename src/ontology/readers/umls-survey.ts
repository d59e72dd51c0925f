import { AppError } from '../../errors.js';
import type { ChoiceName } from './choice.js';
import type { ReaderOptions } from './reader.js';
import { filtersOf, languageWords, ROW_FILTERS, type UmlsSelection } from './umls-choice.js';
import { keyOf, type CuiKey } from './umls-cui.js';
import { rowsOf, UMLS_HINT, type UmlsFiles } from './umls-files.js';

const SHOWN = 20;

/** What a first look at MRCONSO.RRF finds; some 40 bytes are held for each CUI that is kept. */
export interface Survey {
  /** The CUIs that have a name that is wanted. */
  readonly kept: ReadonlySet<CuiKey>;
  /** Sources that have names in other languages alone, in capitals. */
  readonly foreignSources: ReadonlySet<string>;
}

/** @throws AppError `ontology_invalid` when something chosen is not in the files, or nothing is left */
export async function survey(
  files: UmlsFiles,
  selection: UmlsSelection,
  options: ReaderOptions,
): Promise<Survey> {
  const typed = await cuisOfTypes(files, selection, options);
  const seen = { sources: new Set<string>(), termTypes: new Set<string>(), languages: new Set<string>() };
  const native = new Set<string>();
  const kept = new Set<CuiKey>();
  // How many rows come to each filter, and how many pass the last one.
  const left = [0, ...ROW_FILTERS.map(() => 0)];
  for await (const rows of rowsOf(files, 'MRCONSO.RRF', options)) {
    for (const { cells } of rows) {
      const [cui = '', lat = ''] = cells;
      const sab = (cells[11] ?? '').toUpperCase();
      seen.languages.add(lat);
      seen.sources.add(sab);
      seen.termTypes.add((cells[12] ?? '').toUpperCase());
      if (lat === selection.lat) native.add(sab);
      const stop = ROW_FILTERS.findIndex(({ passes }) => !passes(selection, cells));
      for (let at = 0; at <= (stop < 0 ? ROW_FILTERS.length : stop); at += 1) left[at] = (left[at] ?? 0) + 1;
      if (stop < 0 && typed?.has(keyOf(cui)) !== false) kept.add(keyOf(cui));
    }
  }
  const foreignSources = new Set([...seen.sources].filter((sab) => !native.has(sab)));
  // Where no row has its fields, that is told when they are read for their names.
  if (left[0] === 0) return { kept, foreignSources };
  const missing = (name: ChoiceName, chosen: ReadonlySet<string> | null, has: ReadonlySet<string>): void => {
    const strange = [...(chosen ?? [])].filter((entry) => !has.has(entry));
    if (strange.length > 0) throw unknown(options.fileName, name, strange, has);
  };
  missing('sources', selection.sources, seen.sources);
  missing('termTypes', selection.termTypes, seen.termTypes);
  if (!seen.languages.has(selection.lat)) {
    const known = new Set([...seen.languages].map(languageWords));
    throw unknown(options.fileName, 'language', [selection.language], known);
  }
  if (kept.size === 0) throw nothingLeft(options.fileName, selection, left);
  return { kept, foreignSources };
}

/** The CUIs of the semantic types that are chosen; null where none is. */
async function cuisOfTypes(
  files: UmlsFiles,
  { semanticTypes }: UmlsSelection,
  options: ReaderOptions,
): Promise<ReadonlySet<CuiKey> | null> {
  if (semanticTypes === null) return null;
  if (!files.rrf.has('MRSTY.RRF'))
    throw invalid(
      options.fileName,
      `semanticTypes needs MRSTY.RRF, which is missing. Add it, or leave out that option. ${UMLS_HINT}`,
    );
  const found = new Set<CuiKey>();
  const hit = new Set<string>();
  const seen = new Set<string>();
  for await (const rows of rowsOf(files, 'MRSTY.RRF', options)) {
    for (const { cells } of rows) {
      const [cui = '', tui = '', , name = ''] = cells;
      seen.add(`${tui} ${name}`);
      for (const type of [tui.toLowerCase(), name.toLowerCase()]) {
        if (!semanticTypes.has(type)) continue;
        hit.add(type);
        found.add(keyOf(cui));
      }
    }
  }
  const strange = [...semanticTypes].filter((type) => !hit.has(type));
  if (strange.length > 0) throw unknown(options.fileName, 'semanticTypes', strange, seen);
  return found;
}

function unknown(
  fileName: string,
  name: ChoiceName,
  strange: readonly string[],
  has: ReadonlySet<string>,
): AppError {
  const all = [...has].sort();
  const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '';
  // Entries stand apart by commas, and some types have commas in their names.
  const tip = name === 'semanticTypes' ? ' Give a type that has a comma in its name by its TUI.' : '';
  return invalid(
    fileName,
    `${name}: these files do not have ${strange.map((entry) => `“${entry}”`).join(', ')}. ` +
      `They have ${all.slice(0, SHOWN).join(', ')}${more}.${tip}`,
  );
}

function nothingLeft(fileName: string, selection: UmlsSelection, left: readonly number[]): AppError {
  const filters = Object.entries(filtersOf(selection)).map(([column, value]) => `${column} ${value}`);
  const steps = ROW_FILTERS.map(({ words }, at) => `${left[at + 1] ?? 0} ${words}`);
  const typed = selection.semanticTypes === null ? [] : ['0 of the semantic types'];
  return invalid(
    fileName,
    `no name is left with these choices together (${filters.join('; ')}). Of ${left[0] ?? 0} rows of MRCONSO.RRF, ` +
      `each step keeps: ${[...steps, ...typed].join(', ')}. Change the one that keeps none.`,
  );
}

function invalid(fileName: string, detail: string): AppError {
  return new AppError('ontology_invalid', `${fileName}: ${detail}`);
}
