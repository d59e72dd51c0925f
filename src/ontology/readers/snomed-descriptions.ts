import { AppError } from '../../errors.js';
import type { SnomedConcepts } from './snomed-concepts.js';
import { rankOf, type SnomedLanguage } from './snomed-language.js';
import {
  DESCRIPTION_TYPES,
  namesOf,
  SnomedDescriptions,
  untagged,
  type SnomedNames,
} from './snomed-names.js';
import { detached } from './draft.js';
import { readRows, type SnomedReading } from './snomed-rows.js';
import type { SnomedSelection } from './snomed-selection.js';

const PREFERRED = '900000000000548007';

export interface NamesByConcept {
  /** Null where the concept has no name in the language. */
  readonly of: (concept: number) => SnomedNames | null;
  /** Whether the concept has a name in another language. */
  readonly hasOther: (concept: number) => boolean;
}

/**
 * The active descriptions of the selected concepts in one language. Where that language has no fully specified
 * name, which gives the level, that of another gives it: most translations have synonyms alone.
 * @throws AppError `ontology_invalid` when none is in that language
 */
export async function readNames(
  reading: SnomedReading,
  concepts: SnomedConcepts,
  selection: SnomedSelection,
  language: SnomedLanguage,
): Promise<NamesByConcept> {
  const descriptions = new SnomedDescriptions();
  const numbers = new Map<string, number>();
  const others = new OtherNames();
  const languages = new Set<string>();
  for (const kind of ['description', 'definition'] as const) {
    await readRows(reading, kind, (row) => {
      const [id = '', , , , conceptId = '', code = '', typeId = '', text = ''] = row.cells;
      const type = DESCRIPTION_TYPES.get(typeId);
      if (!row.active || type === undefined) return;
      const own = code.toLowerCase() === language.code;
      const concept = concepts.row(conceptId);
      if (concept === undefined) {
        const detail = `no concept file has the concept "${conceptId}"`;
        if (own) reading.report.skip(row, 'parent_missing', detail);
        return;
      }
      if (!selection.has(concept)) return;
      if (type !== 'definition') languages.add(code.toLowerCase());
      if (own) numbers.set(detached(id), descriptions.add(concept, type, detached(text)));
      else if (type !== 'definition') others.add(concept, type === 'full' ? untagged(text).tag : '');
    });
  }
  if (!languages.has(language.code)) throw withoutLanguage(reading, language, languages);
  await readRows(reading, 'language', ({ active, cells }) => {
    const [, , , , refset = '', referenced = '', acceptability] = cells;
    if (!active || acceptability !== PREFERRED) return;
    const description = numbers.get(referenced);
    if (description !== undefined) descriptions.prefer(description, rankOf(refset, language));
  });
  const descriptionsOf = descriptions.byConcept(concepts.size);
  return {
    of: (concept) => {
      const names = namesOf(descriptionsOf(concept));
      return names && { ...names, level: names.level ?? others.tag(concept) };
    },
    hasOther: (concept) => others.tag(concept) !== undefined,
  };
}

/** Semantic tags of names in other languages, each text held once. */
class OtherNames {
  readonly #tags = new Map<number, string>();
  readonly #texts = new Map<string, string>();

  /** @param tag empty for a name without one */
  add(concept: number, tag: string): void {
    if (this.#tags.get(concept)) return;
    let text = this.#texts.get(tag);
    if (text === undefined) this.#texts.set((text = detached(tag)), text);
    this.#tags.set(concept, text);
  }

  /** Undefined for a concept without a name in another language. */
  tag(concept: number): string | undefined {
    return this.#tags.get(concept);
  }
}

function withoutLanguage(
  { files, options }: SnomedReading,
  { asked }: SnomedLanguage,
  found: ReadonlySet<string>,
): AppError {
  const among = files.description.map(({ name }) => name).join(', ');
  const there = found.size === 0 ? 'there are none at all' : `there are ${[...found].sort().join(', ')}`;
  return new AppError(
    'ontology_invalid',
    `${options.fileName}: no active description of the concepts is in the language “${asked}” (${among}); ` +
      `${there}. Give one of these as language, or bring the files of that language along.`,
  );
}
