import { stat } from 'node:fs/promises';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { messageOf } from '../../errors.js';
import { openPieces } from '../../ontology/index.js';
import type { GoldAnswer, GoldConcept } from '../gold.js';
import { answersFrom, mendedId } from './cell.js';
import { fits, piecesBetween, utf16Offsets } from './offsets.js';
import { goldInvalid, openingOf, placeIn } from './reading.js';
import type { Found, FoundGold, GoldFile, GoldReadOptions } from './reading.js';
import type { GoldLog } from './report.js';

/** JSON is held in memory whole; both published parts have 3 MB. */
const MAX_BYTES = 100_000_000;

const Cell = Type.Union([Type.String(), Type.Number(), Type.Null()]);
const Section = Type.Object({
  label_id: Type.String(),
  section_name: Type.String(),
  section_text: Type.String(),
  // Mention, PT, its id, LLT, its id, offset, length, whom it befalls.
  adverse_events: Type.Array(Type.Array(Cell, { minItems: 7 })),
});
const Sections = Type.Array(Section);
type Section = Static<typeof Section>;
type Event = Section['adverse_events'][number];

const LEVELS = { meddra_pt_id: 1, meddra_llt_id: 3 } as const;
type Level = keyof typeof LEVELS;

/**
 * Adverse reactions of drug labels, as TAC 2017 has them (Roberts, Demner-Fushman and Tonning 2017), in JSON: one
 * object a section. Rows of one section with the same mention and offset are a composite: “pain in head and knee” is
 * headache and pain in a knee. Measured are preferred terms, as the track does, or lowest level terms.
 * @throws AppError `gold_set_invalid` when it is no such JSON
 */
export async function* readTac2017Gold(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<Found, void, undefined> {
  const level = levelOf(options);
  const sections = await sectionsOf(file, options, log);
  for (const meaning of Object.keys(LEVELS)) log.column(meaning, meaning === level ? 'goldId' : 'ignored');
  log.column('section_name', 'group');
  let line = 0;
  for (const section of sections) {
    yield {
      place: placeIn(file, line + 1, documentOf(section)),
      document: { id: documentOf(section), text: section.section_text, split: file.split, unnormalized: [] },
    };
    for (const events of together(section.adverse_events)) {
      const [first] = events;
      line += 1;
      yield foundIn(section, first, answersOf(events, LEVELS[level]), { file, line, log });
    }
  }
}

function levelOf({ columns, fileName }: GoldReadOptions): Level {
  const chosen = columns?.goldId;
  if (chosen === undefined || chosen === 'meddra_pt_id') return 'meddra_pt_id';
  if (chosen === 'meddra_llt_id') return chosen;
  throw goldInvalid(
    fileName,
    `“${chosen}” cannot be the column goldId of TAC 2017: choose meddra_pt_id or meddra_llt_id.`,
  );
}

async function sectionsOf(file: GoldFile, options: GoldReadOptions, log: GoldLog): Promise<Section[]> {
  const { size } = await stat(file.path);
  if (size > MAX_BYTES)
    throw goldInvalid(
      file.title,
      `it has ${size} bytes, and JSON of TAC 2017 is read up to ${MAX_BYTES}; divide it into several files.`,
    );
  const source = await openPieces(file.path, openingOf(file, options));
  log.encoding(source.encoding);
  let text = '';
  for await (const piece of source.pieces()) text += piece;
  const value = parsed(text, file);
  if (Value.Check(Sections, value)) return value;
  const wrong = Value.Errors(Sections, value).First();
  throw goldInvalid(
    file.title,
    `it is no JSON of TAC 2017 (${wrong?.path ?? ''}: ${wrong?.message ?? ''}). That is an array of sections with label_id, section_name, section_text and adverse_events; other sets are read as JSONL, one object a line.`,
  );
}

function parsed(text: string, file: GoldFile): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw goldInvalid(
      file.title,
      `it is not valid JSON (${messageOf(error)}). Bring it again as it was published.`,
    );
  }
}

/** The events of a section, those of one mention at one place together, in order. */
function together(events: readonly Event[]): Iterable<readonly [Event, ...Event[]]> {
  const groups = new Map<string, [Event, ...Event[]]>();
  for (const event of events) {
    const key = `${textOf(event[0])}\0${textOf(event[5])}`;
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return groups.values();
}

function answersOf(events: readonly Event[], at: number): readonly GoldAnswer[] {
  const concepts = events.flatMap((event): GoldConcept[] => {
    const [name, id] = [textOf(event[at]), mendedId(textOf(event[at + 1]))];
    if (id !== '') return [{ id, name: name || null }];
    return name === '' ? [] : [{ id: null, name }];
  });
  return answersFrom([
    concepts.filter(({ id }, place) => id === null || concepts.findIndex((one) => one.id === id) === place),
  ]);
}

function foundIn(
  section: Section,
  event: Event,
  answers: readonly GoldAnswer[],
  { file, line, log }: { readonly file: GoldFile; readonly line: number; readonly log: GoldLog },
): FoundGold {
  const { section_name: group, section_text: text } = section;
  const mention = textOf(event[0]);
  const place = placeIn(file, line, `${documentOf(section)}: ${mention}`);
  // Of a mention that is split there is no offset.
  const start = textOf(event[5]);
  const counted = piecesBetween(start, String(Number(start) + Number(textOf(event[6]))));
  const pieces = counted === null ? [] : utf16Offsets(text)(counted);
  if (start !== '' && !fits(text, pieces, mention)) log.astray(place);
  const span = { document: documentOf(section), pieces };
  return { place, mention, answers, split: file.split, fold: file.fold, group, weight: 1, span };
}

function documentOf({ label_id: label, section_name: section }: Section): string {
  return `${label}, ${section}`;
}

function textOf(value: Event[number] | undefined): string {
  return String(value ?? '').trim();
}
