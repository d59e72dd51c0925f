import type { OntologyReader, ReaderOptions } from './reader.js';
import { ReportBuilder } from './report.js';
import { readConcepts, type SnomedConcepts } from './snomed-concepts.js';
import { readNames } from './snomed-descriptions.js';
import { locateSnomed, SNOMED_FILES, SNOMED_HINT, type SnomedFiles } from './snomed-files.js';
import { readHierarchy, readSuccessors, type Relation } from './snomed-hierarchy.js';
import { snomedLanguage } from './snomed-language.js';
import { snomedEncoding, type SnomedReading } from './snomed-rows.js';
import { CLINICAL_FINDING, ROOT, selectConcepts, type SnomedSelection } from './snomed-selection.js';

export { isSnomedFile } from './snomed-files.js';

/** Headings that say nothing; all other concepts can be coded. */
const HEADINGS = new Set([ROOT, CLINICAL_FINDING]);

/**
 * SNOMED CT as a release publishes it: the snapshot files of RF2, with those of extensions where they stand in the
 * same folder. Inactive concepts are retired ones. The files are in the order of ids, so what is needed of them is
 * held: first the hierarchy, which tells what is read at all, then the names of that.
 */
export const snomedReader: OntologyReader = {
  format: 'snomed',
  choices: ['language', 'below'],
  async *read(path, options) {
    const { files, version } = await locateSnomed(path, options.fileName);
    const language = snomedLanguage(options.choice?.language);
    const reading = await begin(files, options);
    const { report } = reading;
    const concepts = await readConcepts(reading);
    const hierarchy = await readHierarchy(reading, concepts);
    const successors = await readSuccessors(reading, concepts);
    const selection = selectConcepts(concepts, hierarchy, successors, options.choice?.below);
    const names = await readNames(reading, concepts, selection, language);
    for (let row = 0; row < concepts.size; row += 1) {
      report.row();
      if (!selection.has(row)) continue;
      const place = concepts.place(row);
      const ownNames = names.of(row);
      if (ownNames === null) {
        const detail = `no active description is in the language "${language.asked}"`;
        report.skip(place, 'name_missing', detail);
        // Translations are seldom whole; that is no damage.
        if (!names.hasOther(row)) report.refuse();
        continue;
      }
      const related = relatedTo(row, concepts, hierarchy, successors, selection);
      const id = concepts.id(row);
      const concept = report.take({ id, ...ownNames, ...related, selectable: !HEADINGS.has(id) }, place);
      if (concept) yield concept;
    }
    const read = report.finish(takenFor(files, selection), SNOMED_HINT);
    return { ...read, release: { version, language: language.asked } };
  },
};

async function begin(files: SnomedFiles, options: ReaderOptions): Promise<SnomedReading> {
  const encoding = await snomedEncoding({ files, options });
  return { files, options, report: new ReportBuilder({ format: 'snomed', encoding }, options) };
}

function relatedTo(
  row: number,
  concepts: SnomedConcepts,
  hierarchy: Relation,
  successors: Relation,
  selection: SnomedSelection,
) {
  const selected = ({ to }: Relation) =>
    [...to.of(row)].filter(selection.has).map((other) => concepts.id(other));
  if (concepts.isActive(row)) return { parents: selected(hierarchy), status: 'current' };
  return { parents: selected(hierarchy), status: 'retired', replacedBy: selected(successors) };
}

/** What each file, and the choice, was taken for. */
function takenFor(files: SnomedFiles, { words }: SnomedSelection): Record<string, string> {
  const taken = SNOMED_FILES.flatMap(([kind, meaning]) =>
    files[kind].map(({ name }) => [name, meaning] as const),
  );
  return { ...Object.fromEntries(taken), below: words };
}
