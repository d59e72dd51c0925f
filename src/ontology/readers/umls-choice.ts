import type { ReadChoice } from './choice.js';

/** What UMLS calls a language (LAT), by its ISO 639-1 code. */
const LATS: Readonly<Record<string, string>> = {
  ar: 'ARA',
  cs: 'CZE',
  da: 'DAN',
  de: 'GER',
  el: 'GRE',
  en: 'ENG',
  es: 'SPA',
  et: 'EST',
  eu: 'BAQ',
  fi: 'FIN',
  fr: 'FRE',
  he: 'HEB',
  hr: 'SCR',
  hu: 'HUN',
  it: 'ITA',
  ja: 'JPN',
  ko: 'KOR',
  lv: 'LAV',
  nb: 'NOR',
  nl: 'DUT',
  nn: 'NOR',
  no: 'NOR',
  pl: 'POL',
  pt: 'POR',
  ru: 'RUS',
  sv: 'SWE',
  tr: 'TUR',
  uk: 'UKR',
  zh: 'CHI',
};

/** What is read of a release. */
export interface UmlsSelection {
  /** The language's code as it was given, and as UMLS calls it. */
  readonly language: string;
  readonly lat: string;
  /** In capitals; null for all. */
  readonly sources: ReadonlySet<string> | null;
  readonly termTypes: ReadonlySet<string> | null;
  /** TUIs or names, in small letters; null for all. */
  readonly semanticTypes: ReadonlySet<string> | null;
  readonly suppressed: boolean;
}

export function selectionOf(choice: ReadChoice = {}): UmlsSelection {
  const { language = 'en', sources, termTypes, semanticTypes, suppressed = false } = choice;
  const [base = ''] = language.toLowerCase().split('-');
  return {
    language,
    lat: LATS[base] ?? base.toUpperCase(),
    sources: sources ? new Set(sources.map((source) => source.toUpperCase())) : null,
    termTypes: termTypes ? new Set(termTypes.map((type) => type.toUpperCase())) : null,
    semanticTypes: semanticTypes ? new Set(semanticTypes.map((type) => type.toLowerCase())) : null,
    suppressed,
  };
}

/** The filters in effect, by the columns that they look at. */
export function filtersOf(selection: UmlsSelection): Record<string, string> {
  const { lat, sources, termTypes, semanticTypes, suppressed } = selection;
  return {
    LAT: lat,
    ...(sources ? { SAB: [...sources].join(', ') } : {}),
    ...(termTypes ? { TTY: [...termTypes].join(', ') } : {}),
    ...(semanticTypes ? { STY: [...semanticTypes].join(', ') } : {}),
    SUPPRESS: suppressed ? 'any' : 'N',
  };
}

/** A language as UMLS calls it, with the code to be given. */
export function languageWords(lat: string): string {
  const code = Object.keys(LATS).find((known) => LATS[known] === lat && known !== 'nb' && known !== 'nn');
  return `${code ?? lat.toLowerCase()} (${lat})`;
}

/** Whether a source is among those chosen; all are where none is. */
export function isChosenSource({ sources }: UmlsSelection, sab: string): boolean {
  return sources === null || sources.has(sab.toUpperCase());
}

/** Whether a row is to be read: besides N there are O (obsolete), E and Y (suppressible). */
export function isUnsuppressed({ suppressed }: UmlsSelection, suppress: string): boolean {
  return suppressed || suppress === 'N';
}

interface RowFilter {
  readonly words: string;
  readonly passes: (selection: UmlsSelection, cells: readonly string[]) => boolean;
}

/** What a row of MRCONSO.RRF has to pass, one after the other. */
export const ROW_FILTERS: readonly RowFilter[] = [
  { words: 'of the sources', passes: (selection, cells) => isChosenSource(selection, cells[11] ?? '') },
  { words: 'in the language', passes: ({ lat }, cells) => cells[1] === lat },
  {
    words: 'of the term types',
    passes: ({ termTypes }, cells) => termTypes === null || termTypes.has((cells[12] ?? '').toUpperCase()),
  },
  { words: 'not suppressed', passes: (selection, cells) => isUnsuppressed(selection, cells[16] ?? '') },
];
