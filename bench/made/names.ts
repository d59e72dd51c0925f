import { normalForm } from '../../src/text/index.js';
import type { Random } from './random.js';
import {
  AMERICAN,
  CAUSES,
  COURSES,
  FINDINGS,
  KINDS,
  LAY_OPENINGS,
  PLACES,
  SIDES,
  SITES,
  type Finding,
  type Site,
} from './words.js';

/** What a made name says; a part that is not there is empty. */
export interface Meaning {
  readonly site: Site;
  readonly finding: Finding;
  readonly course: string;
  readonly kind: string;
  readonly where: string;
  readonly cause: string;
}

/** How often a part is there, of one: few parts make short names, of which there are few. */
export interface Detail {
  readonly course: number;
  readonly kind: number;
  readonly where: number;
  readonly cause: number;
}

/** Some 25 characters, as in MedDRA. */
export const BRIEF: Detail = { course: 0.4, kind: 0.35, where: 0.15, cause: 0.05 };
/** Some 35 to 40 characters, as in SNOMED CT and in the Metathesaurus. */
export const FULL: Detail = { course: 0.5, kind: 0.6, where: 0.4, cause: 0.45 };

export function meaning(random: Random, detail: Detail): Meaning {
  const site = random.pick(SITES);
  return {
    site,
    finding: random.pick(FINDINGS),
    course: random.chance(detail.course) ? random.pick(COURSES) : '',
    kind: random.chance(detail.kind) ? random.pick(KINDS) : '',
    where: random.chance(detail.where) ? whereOf(site, random) : '',
    cause: random.chance(detail.cause) ? random.pick(CAUSES) : '',
  };
}

function whereOf({ paired }: Site, random: Random): string {
  const side = paired ? random.pick(SIDES) : '';
  return paired && random.chance(0.6) ? side : joined(random.pick(PLACES), side);
}

/** In how many ways a meaning can be put. */
export const FORMS = 6;

/** One way to put it: 0 as a vocabulary would ("Chronic viral renal inflammation"), the others in other orders. */
export function formOf({ site, finding, course, kind, where, cause }: Meaning, form: number): string {
  const rest = joined(course, kind);
  const noun = joined(where, site.noun);
  switch (form) {
    case 1:
      return capitalised(joined(rest, finding.name, 'of', noun, cause));
    case 2:
      return capitalised(joined(noun, finding.name, cause) + (rest && `, ${rest}`));
    case 3: {
      const after = joined(where, rest, cause);
      return capitalised(joined(site.adjective, finding.name) + (after && `, ${after}`));
    }
    case 4:
      return capitalised(joined(finding.name, site.adjective, where, rest, cause));
    case 5:
      return capitalised(joined(rest, noun, finding.name, cause, 'NOS'));
    default:
      return capitalised(joined(rest, where, site.adjective, finding.name, cause));
  }
}

export function termOf(of: Meaning): string {
  return formOf(of, 0);
}

/** The other forms, and all in American spelling; each differs from `termOf` and the others. At least four. */
export function synonymsOf(of: Meaning): string[] {
  const forms = Array.from({ length: FORMS }, (_, form) => formOf(of, form));
  const [term = '', ...others] = forms;
  return [...new Set([...others, ...forms.map(american)])].filter((other) => other !== term);
}

/** As people would write it: "all day my kidney hurts". */
export function layOf({ site, finding }: Meaning, random: Random): string {
  return random.pick(LAY_OPENINGS) + finding.lay.replace('*', site.lay);
}

const BRITISH = new RegExp([...AMERICAN.keys()].join('|'), 'g');

/** The American spelling; the text itself where there is none other. */
export function american(text: string): string {
  return text.replace(BRITISH, (found) => AMERICAN.get(found) ?? found);
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** As it stands within another name: "Stage IV pain" as "stage IV pain". */
export function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function joined(...parts: readonly string[]): string {
  return parts.filter(Boolean).join(' ');
}

const TRIES = 10_000;

/** Sees to it that no two names have the same normal form. */
export class NameBook {
  readonly #taken = new Set<string>();

  /** Whether the name was free; it is taken from then on. */
  take(name: string): boolean {
    const form = normalForm(name);
    if (this.#taken.has(form)) return false;
    this.#taken.add(form);
    return true;
  }

  /**
   * Something new whose name is free.
   * @throws Error when there seem to be no more names
   */
  fresh<T>(make: () => T, nameOf: (made: T) => string): T {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const made = make();
      if (this.take(nameOf(made))) return made;
    }
    throw new Error('The words give no more different names: ask for fewer terms.');
  }
}
