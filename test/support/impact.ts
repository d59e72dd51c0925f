import { join } from 'node:path';
import {
  Catalogue,
  writeCatalogue,
  type CatalogueConceptRow,
  type CatalogueNameRow,
} from '#src/store/index.js';
import { normalForm } from '#src/text/index.js';

type Name = string | (Pick<CatalogueNameRow, 'text'> & Partial<Omit<CatalogueNameRow, 'concept' | 'text'>>);
type Concept = Pick<CatalogueConceptRow, 'id' | 'name'> &
  Partial<CatalogueConceptRow> & {
    /** Beside the preferred one. */
    readonly names?: readonly Name[];
  };

/** Writes a small catalogue and opens it. */
export function catalogueOf(folder: string, version: string, concepts: readonly Concept[]): Catalogue {
  const path = join(folder, `${version}.sqlite`);
  const names = concepts.flatMap(({ name, names = [] }, concept) =>
    [{ text: name, kind: 'preferred' }, ...names].map((given): CatalogueNameRow => {
      const { text, ...more } = typeof given === 'string' ? { text: given } : given;
      return { concept, text, normal: normalForm(text), kind: 'synonym', origin: 'ontology', ...more };
    }),
  );
  const rows = concepts.map((concept): CatalogueConceptRow => ({
    ...{ level: null, definition: null, status: 'current', selectable: true, parents: [] },
    ...concept,
  }));
  writeCatalogue(path, rows, names);
  return new Catalogue(path);
}
