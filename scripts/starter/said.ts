import { createHash } from 'node:crypto';
import type { BackgroundMention } from '../../src/ontology/background.js';
import { normalForm } from '../../src/text/index.js';
import { coreNamesOf } from './background-file.js';
import { byCodeUnit, namesOf, type ConceptEntry, type Identified } from './types.js';

/** A place in a post that names a concept, by the concept's name. */
export interface Said {
  readonly text: string;
  readonly concept: string;
  /** Reported as having happened; or else denied, feared, of somebody else, or the reason for the medicine. */
  readonly reported: boolean;
  /** Of a post that shows how often the concept is met. */
  readonly counted: boolean;
}

export interface Learned {
  /** How often posts report each concept, by its name. */
  readonly counts: ReadonlyMap<string, number>;
  /** New lay phrases of each concept, by its name. */
  readonly phrases: ReadonlyMap<string, readonly string[]>;
}

const LONGEST = 60;
// "no rash" names a rash, but is no name of it; "no appetite" is reported and means what it says.
// As in models/training/ade_training/development.py.
const DENIAL =
  /^(?:(?:no|not|never|without|zero|none|nor|neither)|(?:ai|are|ca|could|did|do|does|had|has|have|is|should|was|were|wo|would)n['’]?t)\b/i;
const OF_A_POST = /[@#]|https?:|&\w+;|\p{Extended_Pictographic}/u;

/**
 * What posts teach the vocabulary: how often each concept is reported, and the words that no concept has yet, two at least.
 * Words that posts use for several concepts, and those that mean something in their post alone, are left out.
 * @param notNames words that were looked at and found to name nothing by themselves ("one on each foot")
 * @throws Error that names the concepts of posts that the vocabulary does not have
 */
export function learnFrom(
  said: readonly Said[],
  concepts: readonly Identified<ConceptEntry>[],
  notNames: readonly string[],
): Learned {
  const known = new Set(concepts.map(({ name }) => name));
  const unknown = new Set(said.map(({ concept }) => concept).filter((name) => !known.has(name)));
  if (unknown.size > 0) throw new Error(`no concepts of the starter vocabulary: ${[...unknown].join(', ')}`);
  const taken = new Set([...concepts.flatMap(namesOf), ...notNames].map((text) => normalForm(text)));
  const counts = new Map<string, number>();
  const meant = new Map<string, Set<string>>();
  const written = new Map<string, Said>();
  for (const each of said) {
    if (each.counted && each.reported) counts.set(each.concept, (counts.get(each.concept) ?? 0) + 1);
    const form = normalForm(each.text);
    meant.set(form, (meant.get(form) ?? new Set()).add(each.concept));
    if (!written.has(form) && isPhrase(each, form)) written.set(form, each);
  }
  const phrases = new Map<string, string[]>();
  for (const [form, { text, concept }] of written) {
    if (taken.has(form) || meant.get(form)?.size !== 1) continue;
    phrases.set(concept, [...(phrases.get(concept) ?? []), text]);
  }
  return { counts, phrases };
}

/** So many mentions say how near a concept is to what is said of others; more say no more. */
const BACKGROUND = 2000;

/**
 * Mentions as they are reported, of whatever concept, to see concepts against (`src/index/hubness.ts`). Drawn by a
 * hash, so that further posts exchange a few of them only.
 * @param notNames words that name nothing by themselves
 */
export function backgroundOf(
  said: readonly Said[],
  concepts: readonly Identified<ConceptEntry>[],
  notNames: readonly string[],
): BackgroundMention[] {
  const coreNames = coreNamesOf(concepts);
  const left = new Set(notNames.map((text) => normalForm(text)));
  const drawn = new Map<string, BackgroundMention>();
  for (const { text, concept, reported } of said) {
    const form = normalForm(text);
    const names = coreNames.get(concept);
    if (!reported || !names || left.has(form) || OF_A_POST.test(text)) continue;
    const place = createHash('sha256').update(form).digest('hex');
    if (!drawn.has(place)) drawn.set(place, { text, names });
  }
  return [...drawn]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .slice(0, BACKGROUND)
    .map(([, mention]) => mention);
}

function isPhrase({ text, reported }: Said, form: string): boolean {
  return (
    (reported || !DENIAL.test(text)) &&
    text.length <= LONGEST &&
    /\p{L}{3}/u.test(form) &&
    form.includes(' ') &&
    !OF_A_POST.test(text)
  );
}
