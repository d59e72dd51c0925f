import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { messageOf } from '../../errors.js';
import { goldInvalid, type GoldFile } from './reading.js';
import type { Coding, LabelMention, LabelSection } from './tac2017-parts.js';

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

/**
 * Sections of TAC 2017 in JSON, one object each, and after each its mentions. Rows of one section with the same mention and offset are a
 * composite.
 * @throws AppError `gold_set_invalid` when it is no such JSON
 */
export function* jsonParts(
  json: string,
  file: GoldFile,
): Generator<LabelSection | LabelMention, void, undefined> {
  let line = 0;
  for (const section of sectionsOf(json, file)) {
    const { label_id: label, section_name: name, section_text: text } = section;
    yield { line: line + 1, label, section: name, text };
    for (const events of together(section.adverse_events)) {
      const [first] = events;
      line += 1;
      const [mention, start, length] = [textOf(first[0]), textOf(first[5]), textOf(first[6])];
      yield { line, label, section: name, text, mention, start, length, codings: events.map(codingOf) };
    }
  }
}

function sectionsOf(json: string, file: GoldFile): Section[] {
  const value = parsed(json, file);
  if (Value.Check(Sections, value)) return value;
  const wrong = Value.Errors(Sections, value).First();
  throw goldInvalid(
    file.title,
    `it is no JSON of TAC 2017 (${wrong?.path ?? ''}: ${wrong?.message ?? ''}). That is an array of sections with label_id, section_name, section_text and adverse_events; other sets are read as JSONL, one object a line.`,
  );
}

function parsed(json: string, file: GoldFile): unknown {
  try {
    return JSON.parse(json);
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

function codingOf(event: Event): Coding {
  return {
    pt: { name: textOf(event[1]), id: textOf(event[2]) },
    llt: { name: textOf(event[3]), id: textOf(event[4]) },
  };
}

function textOf(value: Event[number] | undefined): string {
  return String(value ?? '').trim();
}
