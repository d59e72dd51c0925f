/** A source vocabulary's sort of name: what SAB, TTY and LAT say of an atom, and how often it is met. */
export interface AtomKind {
  readonly sab: string;
  readonly tty: string;
  readonly lat: string;
  readonly weight: number;
  /** How the source writes names: as they are, in people's words, with a tag, or not in English. */
  readonly style: 'term' | 'lay' | 'tagged' | 'foreign';
  /** The source's restriction level. */
  readonly level: number;
}

const kinds = (lat: string, lines: readonly string[]): AtomKind[] =>
  lines.map((line) => {
    const [sab = '', tty = '', weight = '', level = '', style] = line.split(' ');
    const known = style === 'lay' || style === 'tagged' ? style : 'term';
    return {
      ...{ sab, tty, lat, weight: Number(weight), level: Number(level) },
      style: lat === 'ENG' ? known : 'foreign',
    };
  });

/** Names of findings, disorders and the like. */
export const CLINICAL: readonly AtomKind[] = kinds('ENG', [
  ...[
    'SNOMEDCT_US PT 16 9',
    'SNOMEDCT_US SY 14 9',
    'SNOMEDCT_US FN 14 9 tagged',
    'MDR PT 3 3',
    'MDR LLT 8 3',
  ],
  ...['MDR OL 1 3', 'MSH MH 3 0', 'MSH ET 8 0', 'MSH PEP 2 0', 'NCI PT 8 0', 'NCI SY 8 0', 'ICD10CM PT 7 4'],
  ...['ICD10CM ET 5 4', 'MEDCIN PT 12 3', 'MEDCIN SY 8 3', 'MTH PN 7 0', 'CHV PT 4 0 lay', 'CHV SY 6 0 lay'],
  ...['HPO PT 2 0', 'HPO SY 3 0', 'OMIM ET 2 0', 'MEDLINEPLUS PT 1 0', 'ICD9CM PT 2 0'],
]);

/** Names of medicines, organisms, genes and other things. */
export const OTHER: readonly AtomKind[] = kinds('ENG', [
  ...['RXNORM SCD 8 0', 'RXNORM IN 3 0', 'RXNORM SBD 6 0', 'MSH NM 12 0', 'MSH ET 6 0', 'NCBI SCN 20 0'],
  ...[
    'NCI PT 8 0',
    'SNOMEDCT_US PT 8 9',
    'SNOMEDCT_US FN 8 9 tagged',
    'LNC LN 8 0',
    'NDDF CDD 4 3',
    'GO PT 3 0',
  ],
  ...['HGNC ACR 4 0', 'MTHSPL DP 6 0', 'VANDF CD 3 0'],
]);

/** What the sources' translations call the same. */
export const FOREIGN: readonly AtomKind[] = [
  ...kinds('SPA', ['SCTSPA PT 14 9', 'SCTSPA SY 10 9', 'MDRSPA LLT 7 3', 'MSHSPA MH 5 3']),
  ...kinds('FRE', ['MDRFRE LLT 7 3', 'MSHFRE MH 6 3']),
  ...kinds('GER', ['MDRGER LLT 7 3', 'MSHGER MH 6 3']),
  ...kinds('POR', ['MDRPOR LLT 6 3', 'MSHPOR MH 4 3']),
  ...kinds('RUS', ['MDRRUS LLT 4 3', 'MSHRUS MH 3 3']),
  ...kinds('JPN', ['MDRJPN LLT 7 3', 'MSHJPN PT 5 3']),
];

/** Made words of each language, so that the letters are those of the language. */
export const FOREIGN_WORDS: ReadonlyMap<string, readonly [readonly string[], readonly string[]]> = new Map([
  [
    'SPA',
    [
      ['Dolor', 'Inflamación', 'Úlcera', 'Lesión', 'Quiste'],
      ['del riñón', 'del hígado', 'del corazón'],
    ],
  ],
  [
    'FRE',
    [
      ['Douleur', 'Œdème', 'Ulcère', 'Lésion', 'Kyste'],
      ['du rein', 'du foie', 'du cœur', 'de l’œil'],
    ],
  ],
  [
    'GER',
    [
      ['Schmerz', 'Entzündung', 'Geschwür', 'Läsion', 'Zyste'],
      ['der Niere', 'der Leber', 'des Gehörs'],
    ],
  ],
  [
    'POR',
    [
      ['Dor', 'Inflamação', 'Úlcera', 'Lesão', 'Cisto'],
      ['do rim', 'do fígado', 'do coração'],
    ],
  ],
  [
    'RUS',
    [
      ['Боль', 'Воспаление', 'Язва', 'Поражение', 'Киста'],
      ['почки', 'печени', 'сердца', 'глаза'],
    ],
  ],
  [
    'JPN',
    [
      ['腎臓の', '肝臓の', '心臓の', '眼の'],
      ['痛み', '炎症', '潰瘍', '病変', '嚢胞'],
    ],
  ],
]);

/** TUI, place in the tree of types, name. */
export type SemanticType = readonly [tui: string, place: string, name: string];

export const CLINICAL_TYPES: readonly SemanticType[] = [
  ['T047', 'B2.2.1.2.1', 'Disease or Syndrome'],
  ['T184', 'A2.2.2', 'Sign or Symptom'],
  ['T033', 'A2.2', 'Finding'],
  ['T046', 'B2.2.1.2', 'Pathologic Function'],
  ['T191', 'B2.2.1.2.1.2', 'Neoplastic Process'],
  ['T037', 'B2.3', 'Injury or Poisoning'],
  ['T048', 'B2.2.1.2.1.1', 'Mental or Behavioral Dysfunction'],
];

export const OTHER_TYPES: readonly SemanticType[] = [
  ['T121', 'A1.4.1.1.1', 'Pharmacologic Substance'],
  ['T109', 'A1.4.1.2.1', 'Organic Chemical'],
  ['T200', 'A1.3.3', 'Clinical Drug'],
  ['T007', 'A1.1.2', 'Bacterium'],
  ['T028', 'A1.2.3.5', 'Gene or Genome'],
  ['T061', 'B1.3.1.3', 'Therapeutic or Preventive Procedure'],
];

export const SUBSTANCE_PARTS = {
  first: [
    'vor',
    'lan',
    'pre',
    'mel',
    'tor',
    'ze',
    'quin',
    'ral',
    'dax',
    'sol',
    'fen',
    'bri',
    'cor',
    'ny',
    'ulo',
  ],
  middle: ['a', 'ami', 'oti', 'eli', 'ura', 'isa', 'ope', 'ino', 'exa', 'ila', 'ora', 'udi'],
  last: [
    'tinib',
    'mab',
    'prazole',
    'statin',
    'cillin',
    'oxacin',
    'dipine',
    'sartan',
    'zepam',
    'vir',
    'azole',
    'triptan',
  ],
  form: ['Oral Tablet', 'Oral Capsule', 'Injectable Solution', 'Topical Cream', 'Oral Solution', 'Inhalant'],
} as const;
