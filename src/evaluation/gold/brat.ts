import { readFile, stat } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { basename, dirname } from 'node:path/posix';
import { openText } from '../../ontology/index.js';
import { markedType, type Mark } from '../../posts/index.js';
import type { GoldAnswer, GoldDocument } from '../gold.js';
import { codedIn, markIn, referenceIn, textBoundIn } from './brat-lines.js';
import type { Normalization, TextBound } from './brat-lines.js';
import { fits, hullOf, utf16Offsets, type Pieces } from './offsets.js';
import { goldInvalid, openingOf, placeIn } from './reading.js';
import type { Found, FoundDocument, FoundGold, GoldFile, GoldReadOptions } from './reading.js';
import type { GoldLog } from './report.js';
import { splitIn } from './files.js';
import { wantedTypes } from './types.js';

/** Folders beside the annotations that hold their codes, as CADEC has them. */
const CODE_FOLDERS = ['meddra', 'sct'] as const;
const MAX_TEXT_BYTES = 16_000_000;

/**
 * brat's standoff files (Stenetorp et al. 2012): a text (`.txt`) and its annotations (`.ann`), normalized by
 * reference lines or, as in CADEC, by files of the same names in a folder `meddra` or `sct`. A text that is marked
 * and that nobody has normalized is no mention, as whether it has a concept is not known; its document keeps its
 * place. Texts without annotations are documents in which there is no event. What an attribute `Mark` says did not happen,
 * may, or is somebody else's is of a type of its own.
 * @throws AppError `gold_set_invalid` when there is no annotation file, or the chosen folder is not there
 */
export async function* readBratGold(
  files: readonly GoldFile[],
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<Found, void, undefined> {
  const byName = new Map(files.map((file) => [file.name, file]));
  const annotated = files.filter(({ name }) => name.endsWith('.ann') && !isCodes(name));
  if (annotated.length === 0)
    throw goldInvalid(
      options.fileName,
      'it has no annotation file (.ann) outside of folders of codes. Bring the folder with all that belongs to it.',
    );
  const codes = codesOf(files, options);
  for (const folder of CODE_FOLDERS)
    if (files.some(({ name }) => folderOf(name) === folder))
      log.column(`${folder}/`, folder === codes ? 'goldId' : 'ignored');
  const wanted = await typesWanted(annotated, options, log);
  const bare = bareTexts(files, annotated, byName);
  const documentOf = documentNames([...annotated, ...bare]);
  for (const file of annotated) {
    const codeFile = codes === null ? undefined : byName.get(beside(file.name, codes));
    const text = await textIn(textFile(byName, file.name));
    const marked = await annotationsIn(file, codeFile ?? null, options, log);
    const document = documentOf(file);
    const found = [...eventsOf(marked, { file, wanted, text, document, codes }, log)];
    if (text !== null) {
      const unnormalized = found.flatMap((event) => ('mention' in event ? [] : (hullOf(event.pieces) ?? [])));
      yield textOf(file, { id: document, text, unnormalized });
    }
    for (const event of found) if ('mention' in event) yield event;
  }
  for (const file of bare) {
    const text = await textIn(file);
    if (text !== null) yield textOf(file, { id: documentOf(file), text, unnormalized: [] });
  }
}

/** Texts that no annotation file is about. */
function bareTexts(
  files: readonly GoldFile[],
  annotated: readonly GoldFile[],
  byName: ReadonlyMap<string, GoldFile>,
): readonly GoldFile[] {
  const used = new Set(annotated.map(({ name }) => textFile(byName, name)));
  return files.filter((file) => file.name.endsWith('.txt') && !isCodes(file.name) && !used.has(file));
}

function textOf(file: GoldFile, document: Omit<GoldDocument, 'split'>): FoundDocument {
  return {
    place: placeIn(file, 1, document.id),
    document: { ...document, split: splitIn(dirname(file.name)) },
  };
}

function folderOf(name: string): string {
  return basename(dirname(name)).toLowerCase();
}

function isCodes(name: string): boolean {
  return CODE_FOLDERS.some((folder) => folder === folderOf(name));
}

/** The file of the same name in a neighbouring folder. */
function beside(name: string, folder: string, ending = '.ann'): string {
  const up = dirname(dirname(name));
  return `${up === '.' ? '' : `${up}/`}${folder}/${basename(name, '.ann')}${ending}`;
}

/** The folder of codes to read; null where reference lines have them. */
function codesOf(files: readonly GoldFile[], { columns, fileName }: GoldReadOptions): string | null {
  const there = CODE_FOLDERS.filter((folder) => files.some(({ name }) => folderOf(name) === folder));
  const chosen = columns?.goldId;
  if (chosen === undefined) return there[0] ?? null;
  const found = there.find((folder) => folder === chosen.toLowerCase());
  if (found !== undefined) return found;
  const what =
    there.length > 0
      ? `there is ${there.join(' and ')}`
      : 'there is none, so reference lines (N1 …) are read; leave goldId out';
  throw goldInvalid(fileName, `it has no folder of codes “${chosen}”: ${what}.`);
}

async function typesWanted(
  files: readonly GoldFile[],
  options: GoldReadOptions,
  log: GoldLog,
): Promise<ReadonlySet<string>> {
  const types = new Set<string>();
  for (const file of files) {
    const [typeOf, markOf] = [new Map<string, string>(), new Map<string, Mark>()];
    for await (const { text } of linesOf(file, options, log)) {
      const bound = textBoundIn(text);
      if (bound) typeOf.set(bound.id, bound.type);
      const mark = markIn(text);
      if (mark) markOf.set(mark.of, mark.mark);
    }
    for (const [id, type] of typeOf) types.add(markedType(type, markOf.get(id) ?? 'reported'));
  }
  const wanted = wantedTypes(types, options.types, options.fileName);
  for (const type of types) log.column(type, wanted.has(type) ? 'mention' : 'ignored');
  return wanted;
}

/** Documents are called by their files, with the folders where two have the same name. */
function documentNames(files: readonly GoldFile[]): (file: GoldFile) => string {
  const bare = ({ name }: GoldFile): string => name.replace(/\.(?:ann|txt)$/, '');
  const counts = new Map<string, number>();
  for (const file of files) {
    const base = basename(bare(file));
    counts.set(base, (counts.get(base) ?? 0) + 1);
  }
  return (file) => {
    const base = basename(bare(file));
    return counts.get(base) === 1 ? base : bare(file);
  };
}

interface Marked {
  readonly bounds: readonly { readonly bound: TextBound; readonly line: number; readonly text: string }[];
  /** What each was normalized to; the alternatives of several lines together. */
  readonly answers: ReadonlyMap<string, readonly GoldAnswer[]>;
}

async function annotationsIn(
  file: GoldFile,
  codes: GoldFile | null,
  options: GoldReadOptions,
  log: GoldLog,
): Promise<Marked> {
  const bounds: { bound: TextBound; line: number; text: string }[] = [];
  const marks = new Map<string, Mark>();
  const answers = new Map<string, readonly GoldAnswer[]>();
  const add = ({ of, answers: more }: Normalization): void => {
    answers.set(of, [...(answers.get(of) ?? []), ...more]);
  };
  for await (const { line, text } of linesOf(file, options, log)) {
    const bound = text.startsWith('T') ? textBoundIn(text) : null;
    const reference = referenceIn(text);
    const mark = markIn(text);
    if (mark) marks.set(mark.of, mark.mark);
    if (bound) bounds.push({ bound, line, text });
    else if (reference && codes === null) add(reference);
    else if (text.startsWith('T'))
      log.skip(
        placeIn(file, line, text),
        'field_invalid',
        'it is no annotation as brat writes them: T1, tab, type and offsets, tab, text',
      );
  }
  const typed = bounds.map(({ bound, ...where }) => ({
    ...where,
    bound: { ...bound, type: markedType(bound.type, marks.get(bound.id) ?? 'reported') },
  }));
  if (codes === null) return { bounds: typed, answers };
  for await (const { line, text } of linesOf(codes, options, log)) {
    if (!text.startsWith('T')) continue;
    const coded = codedIn(text);
    if (coded) add(coded);
    else
      log.skip(
        placeIn(codes, line, text),
        'field_invalid',
        'it is no line of codes: TT1, tab, codes and offsets, tab, text',
      );
  }
  return { bounds: typed, answers };
}

async function* linesOf(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<{ readonly line: number; readonly text: string }, void, undefined> {
  const source = await openText(file.path, openingOf(file, options));
  log.encoding(source.encoding);
  let line = 0;
  for await (const batch of source.batches())
    for (const text of batch) {
      line += 1;
      yield { line, text };
    }
}

/** The file of the text that an annotation file is about. */
function textFile(files: ReadonlyMap<string, GoldFile>, name: string): GoldFile | undefined {
  return files.get(name.replace(/\.ann$/, '.txt')) ?? files.get(beside(name, 'text', '.txt'));
}

/** The text that the offsets count in, as it stands: every line end counts. Null where there is none. */
async function textIn(file: GoldFile | undefined): Promise<string | null> {
  if (!file || (await stat(file.path)).size > MAX_TEXT_BYTES) return null;
  const bytes = await readFile(file.path);
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
}

/** The marked texts that are wanted: mentions, and places that nobody has normalized. */
function* eventsOf(
  { bounds, answers }: Marked,
  of: {
    readonly file: GoldFile;
    readonly wanted: ReadonlySet<string>;
    readonly text: string | null;
    readonly document: string;
    readonly codes: string | null;
  },
  log: GoldLog,
): Generator<FoundGold | { readonly pieces: Pieces }, void, undefined> {
  const { file, wanted, text, document, codes } = of;
  const moved = text === null ? null : utf16Offsets(text);
  for (const { bound, line, text: row } of bounds) {
    const place = placeIn(file, line, row);
    const { id, type, mention } = bound;
    const right = answers.get(id);
    const pieces = moved?.(bound.pieces) ?? bound.pieces;
    if (!wanted.has(type)) log.skip(place, 'other_type', `it is of type “${type}”`);
    else if (!right) {
      log.skip(
        place,
        'not_normalized',
        `${codes === null ? 'no reference line' : `no line in ${codes}/`} is about ${id}`,
      );
      yield { pieces };
    } else {
      if (text !== null && !fits(text, pieces, mention)) log.astray(place);
      yield {
        ...{ place, mention, answers: right, split: splitIn(dirname(file.name)), fold: file.fold },
        ...{ group: type, weight: 1, span: { document, pieces } },
      };
    }
  }
}
