import { AppError } from '../../errors.js';

/**
 * What to take of a source where its format leaves a choice. It is part of what an artefact is made from: the same
 * files read in another way are another version.
 */
export interface ReadChoice {
  /** MedDRA: the level whose codes are proposed. */
  readonly level?: 'PT' | 'LLT';
  /** The language of the names, by its code: `en`, `es-419`. */
  readonly language?: string;
  /** SNOMED CT: these concepts and everything below them alone. */
  readonly below?: readonly string[];
  /** UMLS: names of these source vocabularies alone (SAB). */
  readonly sources?: readonly string[];
  /** UMLS: names of these term types alone (TTY). */
  readonly termTypes?: readonly string[];
  /** UMLS: concepts of these semantic types alone (TUI, or the type's name). */
  readonly semanticTypes?: readonly string[];
  /** UMLS: whether suppressible names are read too. */
  readonly suppressed?: boolean;
  /** Tables: what a column is, `column=role`, where its header does not tell. */
  readonly columns?: readonly string[];
  /** Workbooks: the sheet to read. */
  readonly sheet?: string;
}

export type ChoiceName = keyof ReadChoice;

/** Each choice in words, for forms, command line and messages. */
export const CHOICE_WORDS: Readonly<Record<ChoiceName, string>> = {
  level: 'MedDRA: the level whose codes are proposed, PT (the default) or LLT.',
  language: 'The language of the names, where the source has several: en, es, de ... (default: en).',
  below:
    'SNOMED CT: ids of concepts, apart by commas; these and all below them are read (default: 404684003, clinical findings; `all` for everything).',
  sources: 'UMLS: source vocabularies (SAB), apart by commas: MDR,SNOMEDCT_US (default: all).',
  termTypes: 'UMLS: term types (TTY), apart by commas: PT,LLT (default: all).',
  semanticTypes: 'UMLS: semantic types (TUI or name), apart by commas: T184,T047 (default: all).',
  suppressed: 'UMLS: true reads suppressible names, too (default: false).',
  columns:
    'Tables: what columns are, where their headers do not tell: code=id,term=name, or 1=id,3=name by position. The roles are id, name, synonyms, lay, definition, parents, level, status, selectable and ignored.',
  sheet: 'Workbooks: the sheet to read (default: the first with cells).',
};

/** The choices in the order in which they are shown. */
export const CHOICE_NAMES: readonly ChoiceName[] = [
  'level',
  'language',
  'below',
  'sources',
  'termTypes',
  'semanticTypes',
  'suppressed',
  'columns',
  'sheet',
];

const MOST_ENTRIES = 1000;

/**
 * Reads choices as they stand in a form or on the command line; empty ones count as not given.
 * @throws AppError `invalid_request` naming the choice that cannot be used
 */
export function readChoice(given: Readonly<Partial<Record<ChoiceName, string | undefined>>>): ReadChoice {
  const text = (name: ChoiceName) => given[name]?.trim() || undefined;
  const list = (name: ChoiceName): readonly string[] | undefined => {
    // Sorted, so that the same choice is the same whoever wrote it.
    const entries = [
      ...new Set(
        text(name)
          ?.split(',')
          .map((entry) => entry.trim()),
      ),
    ]
      .filter(Boolean)
      .sort();
    if (entries.length > MOST_ENTRIES) throw unusable(name, `more than ${MOST_ENTRIES} entries`);
    return entries.length === 0 ? undefined : entries;
  };
  const choice = {
    level: levelOf(text('level')),
    language: languageOf(text('language')),
    below: list('below'),
    sources: list('sources'),
    termTypes: list('termTypes'),
    semanticTypes: list('semanticTypes'),
    suppressed: flagOf('suppressed', text('suppressed')),
    columns: list('columns'),
    sheet: text('sheet'),
  };
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
}

/** @throws AppError `invalid_request` for a choice that the format does not have */
export function checkChoice(choice: ReadChoice, known: readonly ChoiceName[], title: string): void {
  const strange = CHOICE_NAMES.find((name) => choice[name] !== undefined && !known.includes(name));
  if (strange === undefined) return;
  const has = known.length === 0 ? 'it has no such options' : `its options are ${known.join(', ')}`;
  throw new AppError('invalid_request', `“${strange}” is no option for ${title}: ${has}.`);
}

function levelOf(text: string | undefined): 'PT' | 'LLT' | undefined {
  const level = text?.toUpperCase();
  if (level === undefined || level === 'PT' || level === 'LLT') return level;
  throw unusable('level', `“${text}”; PT and LLT are allowed`);
}

function languageOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(text)) return text?.toLowerCase();
  throw unusable('language', `“${text}”; a code such as en or es-419 is allowed`);
}

function flagOf(name: ChoiceName, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw unusable(name, `“${text}”; true and false are allowed`);
}

function unusable(name: ChoiceName, what: string): AppError {
  return new AppError('invalid_request', `${name}: ${what}.`);
}
