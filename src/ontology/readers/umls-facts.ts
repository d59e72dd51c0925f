import type { ReaderOptions } from './reader.js';
import { isChosenSource, isUnsuppressed, type UmlsSelection } from './umls-choice.js';
import { cuiOf, keyOf, type CuiKey } from './umls-cui.js';
import { detached } from './draft.js';
import { rowsOf, type OnBroken, type UmlsFiles } from './umls-files.js';
import type { Survey } from './umls-survey.js';

/** What the files beside MRCONSO.RRF tell of a concept. */
export interface UmlsFacts {
  readonly level: string | undefined;
  readonly definition: string | undefined;
  readonly parents: readonly string[];
  readonly replaces: readonly string[];
}

/** What the reading of these files needs. */
export interface FactSources extends Survey {
  readonly files: UmlsFiles;
  readonly selection: UmlsSelection;
  readonly options: ReaderOptions;
  readonly onBroken: OnBroken;
}

/**
 * Reads the files beside MRCONSO.RRF, which may have any order. Of the CUIs that are kept it holds: the semantic type
 * (a reference), the definition (its text), the keys of parents and of CUIs merged into them; besides, the keys of all
 * CUIs that were ever merged into others, as they may form chains.
 */
export async function readFacts(from: FactSources): Promise<(cui: string) => UmlsFacts> {
  const types = await readTypes(from);
  const definitions = await readDefinitions(from);
  const parents = await readParents(from);
  const merged = await readMerged(from);
  return (cui) => {
    const key = keyOf(cui);
    return {
      level: types.get(key)?.name,
      definition: definitions.get(key)?.text,
      parents: (parents.get(key) ?? []).map(cuiOf),
      replaces: (merged.get(key) ?? []).map(cuiOf),
    };
  };
}

interface SemanticType {
  readonly tui: string;
  readonly name: string;
}

/** The semantic type of each CUI; of several the first by TUI. */
async function readTypes({ files, options, kept, onBroken }: FactSources) {
  const types = new Map<string, SemanticType>();
  const found = new Map<CuiKey, SemanticType>();
  for await (const rows of rowsOf(files, 'MRSTY.RRF', options, onBroken)) {
    for (const { cells } of rows) {
      const [cui = '', tui = '', , name = ''] = cells;
      const key = keyOf(cui);
      if (!kept.has(key)) continue;
      const type = types.get(tui) ?? { tui, name: detached(name) };
      types.set(tui, type);
      const known = found.get(key);
      if (!known || type.tui < known.tui) found.set(key, type);
    }
  }
  return found;
}

interface Definition {
  readonly text: string;
  readonly chosen: boolean;
}

/**
 * The first definition of each CUI that is not suppressed, from the sources chosen where they have one. MRDEF.RRF does
 * not tell its language: sources that have names in other languages alone are passed by.
 */
async function readDefinitions({ files, selection, options, kept, foreignSources, onBroken }: FactSources) {
  const found = new Map<CuiKey, Definition>();
  for await (const rows of rowsOf(files, 'MRDEF.RRF', options, onBroken)) {
    for (const { cells } of rows) {
      const [cui = '', , , , sab = '', text = '', suppress] = cells;
      const key = keyOf(cui);
      if (suppress !== 'N' || text.trim() === '' || !kept.has(key)) continue;
      if (foreignSources.has(sab.toUpperCase())) continue;
      const known = found.get(key);
      const chosen = isChosenSource(selection, sab);
      if (!known || (chosen && !known.chosen)) found.set(key, { text: detached(text), chosen });
    }
  }
  return found;
}

/** The parents of each CUI in the sources chosen. A row tells what its second CUI is to the first. */
async function readParents({ files, selection, options, kept, onBroken }: FactSources) {
  const parents = new Map<CuiKey, CuiKey[]>();
  for await (const rows of rowsOf(files, 'MRREL.RRF', options, onBroken)) {
    for (const { cells } of rows) {
      const rel = cells[3];
      if (rel !== 'PAR' && rel !== 'CHD') continue;
      if (!isChosenSource(selection, cells[10] ?? '') || !isUnsuppressed(selection, cells[14] ?? ''))
        continue;
      const [first, second] = [keyOf(cells[0] ?? ''), keyOf(cells[4] ?? '')];
      const [child, parent] = rel === 'PAR' ? [first, second] : [second, first];
      // Atoms of one concept may stand below each other.
      if (child === parent || !kept.has(child) || !kept.has(parent)) continue;
      append(parents, child, parent);
    }
  }
  return parents;
}

/** The retired CUIs that were merged into each CUI; other successors do not mean the same. */
async function readMerged({ files, options, kept, onBroken }: FactSources) {
  const successors = new Map<CuiKey, CuiKey>();
  for await (const rows of rowsOf(files, 'MRCUI.RRF', options, onBroken)) {
    for (const { cells } of rows) {
      const [retired = '', , rel, , , successor = '', mapped] = cells;
      const key = keyOf(retired);
      if (rel === 'SY' && mapped === 'Y' && !successors.has(key)) successors.set(key, keyOf(successor));
    }
  }
  const merged = new Map<CuiKey, CuiKey[]>();
  for (const retired of successors.keys()) {
    if (kept.has(retired)) continue;
    const living = livingOf(retired, successors, kept);
    if (living !== null) append(merged, living, retired);
  }
  return merged;
}

/** Goes from successor to successor up to a CUI that is kept; null where there is none. */
function livingOf(
  retired: CuiKey,
  successors: ReadonlyMap<CuiKey, CuiKey>,
  kept: ReadonlySet<CuiKey>,
): CuiKey | null {
  const passed = new Set<CuiKey>();
  for (let at: CuiKey | undefined = retired; at !== undefined && !passed.has(at); at = successors.get(at)) {
    if (kept.has(at)) return at;
    passed.add(at);
  }
  return null;
}

function append(lists: Map<CuiKey, CuiKey[]>, key: CuiKey, entry: CuiKey): void {
  const list = lists.get(key);
  if (!list) lists.set(key, [entry]);
  else if (!list.includes(entry)) list.push(entry);
}
