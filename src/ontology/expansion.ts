import type { ExpansionChoice } from '../store/index.js';
import { normalForm, termForm } from '../text/index.js';
import { withoutTag } from './semantic-tag.js';
import {
  canBeProposed,
  type CatalogueName,
  type ConceptName,
  type ConceptRef,
  type SourceConcept,
} from './concept.js';
import type { ExpansionReport } from './service.js';

const EXAMPLES = 100;

/** By what a concept was found in the starter vocabulary, and why not. */
export type ExpansionMatch = 'name' | 'synonym' | 'form' | 'ambiguous' | 'none';

export interface Expansion {
  /** The concept's own names (the preferred one first), then those of the starter concept. */
  readonly names: readonly CatalogueName[];
  readonly match: ExpansionMatch;
  /** The starter concepts found: one where names were attached, several where that was ambiguous. */
  readonly candidates: readonly ConceptRef[];
  /** How often people report the starter concept that it is, or of several that it may be, on average; null where that is not known. */
  readonly reported: number | null;
}

/** Gives concepts of any ontology the names, and how often they are reported, that the starter vocabulary has for them. */
export interface Expander {
  /**
   * Attaches the names of the starter concept whose preferred name equals, by normal form, one of the concept's
   * names; failing that, of the one starter concept that has one of them as synonym; failing that, the same by
   * `termForm` (order of words, spelling, plural). Lay names are not compared, headings (not selectable) are not
   * expanded.
   */
  expand(concept: SourceConcept): Expansion;
  /** What all calls so far came to; null where no names are lent. */
  report(): ExpansionReport | null;
  /**
   * How often, on average, a concept is reported that was asked for and has no count: what is reported of the starter's
   * concepts that were given to none, shared among them. Null where all have one.
   */
  expectedReports(): number | null;
}

/** A starter concept under one of its names. */
interface Entry {
  readonly concept: SourceConcept;
  /** Written as an abbreviation: lower-cased it may be an ordinary word ("SAD", "ALL", "HE"). */
  readonly abbreviation: boolean;
}

/** Which names the starter vocabulary lends: lay ones, too, only the others, or none. */
export type LentNames = Exclude<ExpansionChoice, 'near'>;

/** @param starter the starter vocabulary; its headings and retired concepts lend nothing */
export function createExpander(starter: Iterable<SourceConcept>, lends: LentNames = 'all'): Expander {
  const lookups = {
    ...{ name: new Map<string, Entry[]>(), synonym: new Map<string, Entry[]>() },
    ...{ nameForm: new Map<string, Entry[]>(), synonymForm: new Map<string, Entry[]>() },
  };
  const shares = createShares();
  for (const concept of starter) {
    if (!canBeProposed(concept)) continue;
    shares.own(concept);
    const named = { concept, abbreviation: false };
    enter(lookups.name, lookups.nameForm, concept.name, named);
    for (const { text, kind } of concept.names) {
      if (kind !== 'synonym') continue;
      const entry = { concept, abbreviation: isAbbreviation(text) };
      enter(lookups.synonym, lookups.synonymForm, text, entry);
    }
  }
  const tally = createTally();
  return {
    expand(concept) {
      const found = concept.selectable ? find(concept, lookups) : NOTHING;
      const own = ownNames(concept);
      const [target] = found.concepts;
      const lender = found.match === 'ambiguous' ? undefined : target;
      const attached = lender ? namesToAttach(lender, own, lends) : [];
      const candidates = found.concepts.map(({ id, name, level }) => ({ id, name, level }));
      const reported = averageReported(found.concepts);
      const expansion = { names: [...own, ...attached], match: found.match, candidates, reported };
      if (concept.selectable) {
        tally.add(concept, expansion, attached);
        if (canBeProposed(concept)) shares.take(found.concepts);
      }
      return expansion;
    },
    report: () => (lends === 'none' ? null : tally.report()),
    expectedReports: shares.expected,
  };
}

interface Found {
  readonly match: ExpansionMatch;
  readonly concepts: readonly SourceConcept[];
}

const NOTHING: Found = { match: 'none', concepts: [] };

type Lookup = ReadonlyMap<string, readonly Entry[]>;
type Lookups = Readonly<Record<'name' | 'synonym' | 'nameForm' | 'synonymForm', Lookup>>;

/** One of a concept's names, under the key that is asked for. */
interface Key {
  readonly text: string;
  readonly key: string;
}

/** The preferred name is asked first and decides; then all names together, which must agree. */
function find(concept: SourceConcept, { name, synonym, nameForm, synonymForm }: Lookups): Found {
  const normals: Key[] = [
    concept.name,
    ...concept.names.filter(({ kind }) => kind === 'synonym').map(({ text }) => text),
  ].map((name) => {
    const text = withoutTag(name) ?? name;
    return { text, key: normalForm(text) };
  });
  return (
    attempt(name, normals.slice(0, 1), 'name') ??
    attempt(name, normals, 'name') ??
    attempt(synonym, normals, 'synonym') ??
    findByForm(normals, nameForm, synonymForm) ??
    NOTHING
  );
}

function findByForm(normals: readonly Key[], nameForm: Lookup, synonymForm: Lookup): Found | null {
  const forms = normals.map(({ text, key }) => ({ text, key: termForm(key) }));
  return (
    attempt(nameForm, forms.slice(0, 1), 'form') ??
    attempt(nameForm, forms, 'form') ??
    attempt(synonymForm, forms, 'form')
  );
}

function attempt(lookup: Lookup, keys: readonly Key[], match: keyof typeof ATTACHED): Found | null {
  const found = keys.flatMap(({ text, key }) =>
    (lookup.get(key) ?? [])
      .filter(({ abbreviation }) => !abbreviation || isAbbreviation(text))
      .map(({ concept }) => concept),
  );
  const concepts = [...new Set(found)];
  if (concepts.length === 0) return null;
  return { match: concepts.length === 1 ? match : 'ambiguous', concepts };
}

function enter(normals: Map<string, Entry[]>, forms: Map<string, Entry[]>, text: string, entry: Entry): void {
  const normal = normalForm(text);
  add(normals, normal, entry);
  add(forms, termForm(normal), entry);
}

function add(lookup: Map<string, Entry[]>, key: string, entry: Entry): void {
  if (key === '') return;
  const entries = lookup.get(key);
  if (entries) entries.push(entry);
  else lookup.set(key, [entry]);
}

/** One word with at least two capitals, as "SAD", "PVCs" or "T2DM". */
function isAbbreviation(text: string): boolean {
  return /^[\p{L}\p{N}]+$/u.test(text) && (text.match(/\p{Lu}/gu)?.length ?? 0) >= 2;
}

/** A concept's own names, the preferred one first. */
export function ownNames({ name, names }: SourceConcept): CatalogueName[] {
  const preferred: ConceptName = { text: name, kind: 'preferred' };
  const given = [preferred, ...names];
  return [...given, ...untagged(given)].map((name) => ({ ...name, origin: 'ontology' }));
}

/** The names that have a semantic tag once more without it, where they are not there already. */
function untagged(given: readonly ConceptName[]): ConceptName[] {
  const plain = given.flatMap(({ text, kind }): ConceptName[] => {
    const without = withoutTag(text);
    return without === null ? [] : [{ text: without, kind: kind === 'preferred' ? 'synonym' : kind }];
  });
  // Hardly any source has tags, and normal forms of two million names take their time.
  if (plain.length === 0) return [];
  const known = new Set(given.map(({ text }) => normalForm(text)));
  return plain.filter(({ text }) => {
    const form = normalForm(text);
    return !known.has(form) && known.add(form);
  });
}

function namesToAttach(
  target: SourceConcept,
  own: readonly CatalogueName[],
  lends: LentNames,
): CatalogueName[] {
  if (lends === 'none') return [];
  const known = new Set(own.map(({ text }) => normalForm(text)));
  const preferred: ConceptName = { text: target.name, kind: 'synonym' };
  return [preferred, ...target.names]
    .filter(({ text, kind }) => (lends === 'all' || kind !== 'lay') && !known.has(normalForm(text)))
    .map(({ text, kind }) => ({ text, kind, origin: 'starter' }));
}

function averageReported(concepts: readonly SourceConcept[]): number | null {
  const counts = concepts.flatMap(({ reported }) => reported ?? []);
  return counts.length === 0
    ? null
    : Math.round(counts.reduce((sum, count) => sum + count, 0) / counts.length);
}

/** What is reported of the starter's concepts, and how much of it was given away. */
function createShares() {
  const left = new Map<string, number>();
  let without = 0;
  return {
    own({ id, reported = 0 }: SourceConcept): void {
      left.set(id, reported);
    },
    /** @param lenders none: the concept that was asked for gets no count */
    take(lenders: readonly SourceConcept[]): void {
      for (const { id } of lenders) left.delete(id);
      if (lenders.length === 0) without += 1;
    },
    expected: (): number | null =>
      without === 0 ? null : [...left.values()].reduce((sum, count) => sum + count, 0) / without,
  };
}

const ATTACHED = { name: 'attachedByName', synonym: 'attachedBySynonym', form: 'attachedByForm' } as const;

/** Counts what expansion did. */
function createTally() {
  const counts = {
    attachedByName: 0,
    attachedBySynonym: 0,
    attachedByForm: 0,
    ambiguous: 0,
    unmatched: 0,
    synonymsAdded: 0,
    layAdded: 0,
  };
  const takers = new Map<string, number>();
  const ambiguousExamples: { id: string; name: string; candidates: string[] }[] = [];
  return {
    add(
      { id, name }: SourceConcept,
      { match, candidates }: Expansion,
      attached: readonly CatalogueName[],
    ): void {
      for (const { kind } of attached) counts[kind === 'lay' ? 'layAdded' : 'synonymsAdded'] += 1;
      switch (match) {
        case 'name':
        case 'synonym':
        case 'form':
          counts[ATTACHED[match]] += 1;
          for (const target of candidates) takers.set(target.id, (takers.get(target.id) ?? 0) + 1);
          return;
        case 'none':
          counts.unmatched += 1;
          return;
        case 'ambiguous':
          counts.ambiguous += 1;
          if (ambiguousExamples.length === EXAMPLES) return;
          ambiguousExamples.push({ id, name, candidates: candidates.map((c) => `${c.id} ${c.name}`) });
      }
    },
    report: (): ExpansionReport => {
      const sharedTargets = [...takers.values()].filter((count) => count > 1).length;
      return { ...counts, sharedTargets, ambiguousExamples };
    },
  };
}
