import { cleanMention } from '../text/index.js';
import { writeCatalogue } from '../store/catalogue.js';
import { CatalogueRows } from './catalogue-rows.js';
import { createExpander, ownNames, type LentNames } from './expansion.js';
import { openReader } from './readers/index.js';
import type { ReadChoice } from './readers/choice.js';
import type { SourceFormat } from './readers/reader.js';
import { conceptsInCycles } from './cycles.js';
import { tooManyNames } from './name-limit.js';
import type { VersionReport } from './service.js';
import { starterConcepts } from './starter-concepts.js';

export interface CatalogueRequest {
  readonly sourcePath: string;
  readonly fileName: string;
  readonly format: SourceFormat;
  readonly choice: ReadChoice;
  /** The starter vocabulary's file, and which names it lends beside its counts; null where it lends nothing. */
  readonly starter: { readonly path: string; readonly lends: LentNames } | null;
  /** Where to write; null only reads and reports. */
  readonly cataloguePath: string | null;
  readonly maxNames: number;
}

/** What is to be known of a catalogue beside its rows. */
export interface CatalogueCounts {
  readonly concepts: number;
  /** Names that can be proposed. */
  readonly names: number;
  /** The first so many of them are preferred names and synonyms; lay names follow. */
  readonly coreNames: number;
  /** How often, on average, a concept is reported of which that is not known; null where that is not known either. */
  readonly expectedReports: number | null;
}

export interface CatalogueResult extends CatalogueCounts {
  readonly report: VersionReport;
}

/**
 * Reads a source, attaches the starter vocabulary's names, and writes the catalogue. Names are laid out so
 * that dense search can begin with a part: preferred names and synonyms, then lay names, then those of
 * headings and retired concepts, which are never proposed.
 * @throws AppError `ontology_invalid`; `too_many_names`, once all are counted
 */
export async function buildCatalogue(
  request: CatalogueRequest,
  onRows: (rows: number) => void,
): Promise<CatalogueResult> {
  const { sourcePath, fileName, format, choice, cataloguePath, maxNames } = request;
  const { starter } = request;
  const expander = starter && createExpander(await starterConcepts(starter.path), starter.lends);
  const rows = new CatalogueRows(maxNames);
  const reader = openReader(format).read(sourcePath, { fileName, choice, onRow: onRows });
  let next = await reader.next();
  for (; !next.done; next = await reader.next()) {
    const concept = next.value;
    const expansion = expander?.expand(concept);
    rows.add(concept, expansion?.names ?? ownNames(concept), expansion?.reported);
  }
  const contents = rows.contents();
  if (!contents) throw tooManyNames({ fileName, format, names: rows.names, maxNames });
  const { concepts, names, proposable, core, counted } = contents;
  if (cataloguePath !== null) writeCatalogue(cataloguePath, concepts, names);
  return {
    report: {
      read: next.value,
      expansion: expander?.report() ?? null,
      cycles: conceptsInCycles(concepts),
      warnings: [],
    },
    concepts: concepts.length,
    names: proposable,
    coreNames: core,
    expectedReports: counted ? null : (expander?.expectedReports() ?? null),
  };
}

/** What the encoder sees of a name; mentions go through the same cleaning, and are spelt out besides. */
export function nameInput(text: string): string {
  return cleanMention(text);
}
