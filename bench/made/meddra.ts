import { writeFiles, type RowLayout } from './files.js';
import { changeCounts, nextRelease } from './meddra-change.js';
import { firstRelease, type Heading, type MeddraRelease, type MeddraSize } from './meddra-release.js';
import { Random } from './random.js';

export interface MeddraOptions extends MeddraSize {
  readonly seed: number;
  /** The release's number, as `27.1`. */
  readonly release: string;
  /** How many terms are new in it, of one; 0 makes the seed's first release. */
  readonly change: number;
}

export const MEDDRA_DEFAULTS: MeddraOptions = {
  pts: 27_000,
  llts: 88_000,
  seed: 1,
  release: '27.1',
  change: 0,
};

type Cells = readonly (string | number)[];

/** The same for every release, so that two runs write the same. */
const CHANGED_ON = '20250301';
const WITHOUT_CHANGES = new Set(['meddra_release', 'smq_list', 'smq_content']);
const LAYOUT: RowLayout = { separator: '$', end: '$\r\n' };

/**
 * Writes a MedDRA release (`MedAscii`); with a change, the release that follows the seed's first one, and what
 * changed since that (`SeqAscii`: the rows, each after a date, A, M or D for added, modified or deleted, and a 0).
 * @param folder an empty one
 * @throws Error when the sizes do not fit each other
 */
export function makeMeddra(folder: string, options: MeddraOptions): void {
  const { seed, release, change } = options;
  const first = MEDDRA_DEFAULTS.release;
  if (change === 0) {
    write(folder, firstRelease(options, release, new Random(seed, 'meddra')));
    return;
  }
  if (release === first)
    throw new Error(`A changed release needs a number other than ${first}: --release 28.0`);
  const before = firstRelease(options, first, new Random(seed, 'meddra'));
  const after = nextRelease(
    before,
    changeCounts(before, change),
    release,
    new Random(seed, `meddra ${release}`),
  );
  write(folder, after);
  writeChanges(folder, before, after);
}

function write(folder: string, release: MeddraRelease): void {
  writeFiles(folder, LAYOUT, (open) => {
    for (const table of TABLES) {
      const file = open(`MedAscii/${table.name}.asc`);
      for (const cells of table.rows(release)) file.row(cells);
    }
  });
}

function writeChanges(folder: string, before: MeddraRelease, after: MeddraRelease): void {
  writeFiles(folder, LAYOUT, (open) => {
    for (const { name, key, rows } of TABLES) {
      if (WITHOUT_CHANGES.has(name)) continue;
      const file = open(`SeqAscii/${name}.seq`);
      const keyOf = (cells: Cells) => cells.slice(0, key).join('$');
      const left = new Map([...rows(before)].map((cells) => [keyOf(cells), cells]));
      for (const cells of rows(after)) {
        const old = left.get(keyOf(cells));
        left.delete(keyOf(cells));
        if (old === undefined) file.row([CHANGED_ON, 'A', 0, ...cells]);
        else if (old.join('$') !== cells.join('$')) file.row([CHANGED_ON, 'M', 0, ...cells]);
      }
      for (const cells of left.values()) file.row([CHANGED_ON, 'D', 0, ...cells]);
    }
  });
}

interface Table {
  readonly name: string;
  /** How many of the first fields tell one row from another. */
  readonly key: number;
  readonly rows: (release: MeddraRelease) => Iterable<Cells>;
}

const empty = (count: number): string[] => Array.from({ length: count }, () => '');
const codesBelow = (headings: readonly Heading[]): Cells[] =>
  headings.map(({ code, above }) => [above?.code ?? '', code]);
const abbreviated = (soc: Heading | null): string => soc?.name.replace(/(?<=^\w{5}).*$/, '') ?? '';
const socOf = (hlt: Heading): Heading | null => hlt.above?.above ?? null;

const TABLES: readonly Table[] = [
  {
    name: 'soc',
    key: 1,
    rows: ({ socs }) => socs.map((soc) => [soc.code, soc.name, abbreviated(soc), ...empty(7)]),
  },
  { name: 'hlgt', key: 1, rows: ({ hlgts }) => hlgts.map(({ code, name }) => [code, name, ...empty(7)]) },
  { name: 'hlt', key: 1, rows: ({ hlts }) => hlts.map(({ code, name }) => [code, name, ...empty(7)]) },
  { name: 'soc_hlgt', key: 2, rows: ({ hlgts }) => codesBelow(hlgts) },
  { name: 'hlgt_hlt', key: 2, rows: ({ hlts }) => codesBelow(hlts) },
  {
    name: 'pt',
    key: 1,
    *rows({ pts }) {
      for (const { code, name, hlts } of pts.values())
        yield [code, name, '', primarySoc(hlts)?.code ?? '', ...empty(7)];
    },
  },
  {
    name: 'hlt_pt',
    key: 2,
    *rows({ pts }) {
      for (const { code, hlts } of pts.values()) for (const hlt of hlts) yield [hlt.code, code];
    },
  },
  {
    name: 'llt',
    key: 1,
    *rows({ llts }) {
      for (const { code, name, pt, current } of llts.values())
        yield [code, name, pt, ...empty(6), current ? 'Y' : 'N', ''];
    },
  },
  { name: 'mdhier', key: 4, rows: pathRows },
  { name: 'intl_ord', key: 1, rows: ({ socs }) => socs.map(({ code }, at) => [at + 1, code]) },
  { name: 'meddra_release', key: 1, rows: ({ version }) => [[version, 'English', ...empty(3)]] },
  {
    name: 'smq_list',
    key: 1,
    rows: ({ queries, version }) =>
      queries.map(({ code, name, level }) => [
        ...[code, name, level, `Made for measurements: ${name}.`, 'Made source', 'Made note'],
        ...[version, 'A', 'N'],
      ]),
  },
  { name: 'smq_content', key: 3, rows: queryRows },
];

function primarySoc([first]: readonly Heading[]): Heading | null {
  return first ? socOf(first) : null;
}

function* pathRows({ pts }: MeddraRelease): Iterable<Cells> {
  for (const { code, name, hlts } of pts.values()) {
    const primary = primarySoc(hlts);
    for (const [at, hlt] of hlts.entries()) {
      const hlgt = hlt.above;
      const soc = socOf(hlt);
      yield [
        ...[code, hlt.code, hlgt?.code ?? '', soc?.code ?? ''],
        ...[name, hlt.name, hlgt?.name ?? '', soc?.name ?? '', abbreviated(soc)],
        ...['', primary?.code ?? '', at === 0 ? 'Y' : 'N'],
      ];
    }
  }
}

const LEVELS = { query: 0, pt: 4, llt: 5 } as const;

/** The queries' parts, preferred terms, and the other LLTs of these. */
function* queryRows({ queries, llts }: MeddraRelease): Iterable<Cells> {
  const lowest = new Map<number, number[]>();
  for (const { code, pt } of llts.values()) {
    const own = lowest.get(pt);
    if (own) own.push(code);
    else lowest.set(pt, [code]);
  }
  for (const { code, parts, members } of queries) {
    const [since = ''] = members.map(({ added }) => added);
    for (const part of parts) yield [code, part, LEVELS.query, 0, 'S', 0, 'A', since, since];
    for (const { pt, narrow, active, added, changed } of members) {
      const rest = [narrow ? 2 : 1, 'A', 0, active ? 'A' : 'I', added, changed];
      yield [code, pt, LEVELS.pt, ...rest];
      for (const llt of lowest.get(pt) ?? []) if (llt !== pt) yield [code, llt, LEVELS.llt, ...rest];
    }
  }
}
