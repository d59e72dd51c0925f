import type { GoldAnswer, GoldConcept } from '../gold.js';
import { answersFrom, mendedId } from './cell.js';
import { fits, lengthened, utf16Offsets } from './offsets.js';
import { goldInvalid, placeIn } from './reading.js';
import type { Found, FoundDocument, FoundGold, GoldFile, GoldReadOptions } from './reading.js';
import type { GoldLog } from './report.js';
import { jsonParts } from './tac2017-json.js';
import { wholeText, type Coding, type LabelMention, type LabelSection } from './tac2017-parts.js';
import { xmlParts } from './tac2017-xml.js';

const LEVELS = { meddra_pt_id: 'pt', meddra_llt_id: 'llt' } as const;
type Level = (typeof LEVELS)[keyof typeof LEVELS];

/**
 * Adverse reactions of drug labels, as TAC 2017 has them (Roberts, Demner-Fushman and Tonning 2017): the XML of the
 * track, one file a label, or JSON, one object a section. Normalizations of one mention are a composite: “pain in head
 * and knee” is headache and pain in a knee. Measured are preferred terms, as the track does, or lowest level terms.
 * @throws AppError `gold_set_invalid` when it is neither
 */
export async function* readTac2017Gold(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<Found, void, undefined> {
  const level = levelOf(options);
  const text = await wholeText(file, options, log);
  for (const [meaning, one] of Object.entries(LEVELS))
    log.column(meaning, one === level ? 'goldId' : 'ignored');
  log.column('section_name', 'group');
  const parts = /^\s*</.test(text) ? xmlParts(text, file, log) : jsonParts(text, file);
  for (const part of parts)
    yield 'mention' in part ? foundIn(part, level, file, log) : documentIn(part, file);
}

function levelOf({ columns, fileName }: GoldReadOptions): Level {
  const chosen = columns?.goldId;
  if (chosen === undefined || chosen === 'meddra_pt_id') return 'pt';
  if (chosen === 'meddra_llt_id') return 'llt';
  throw goldInvalid(
    fileName,
    `“${chosen}” cannot be the column goldId of TAC 2017: choose meddra_pt_id or meddra_llt_id.`,
  );
}

function answersOf(codings: readonly Coding[], level: Level): readonly GoldAnswer[] {
  const concepts = codings.flatMap((coding): GoldConcept[] => {
    // A preferred term is a lowest level term, too, and stands for itself where no other is told.
    const { name, id } = isTold(coding[level]) ? coding[level] : coding.pt;
    if (id !== '') return [{ id: mendedId(id), name: name || null }];
    return name === '' ? [] : [{ id: null, name }];
  });
  return answersFrom([
    concepts.filter(({ id }, place) => id === null || concepts.findIndex((one) => one.id === id) === place),
  ]);
}

function isTold({ name, id }: Coding[Level]): boolean {
  return name !== '' || id !== '';
}

function documentIn(section: LabelSection, file: GoldFile): FoundDocument {
  const id = documentOf(section);
  return {
    place: placeIn(file, section.line, id),
    document: { id, text: section.text, split: file.split, unnormalized: [] },
  };
}

function foundIn(
  { mention, start, length, codings, ...section }: LabelMention,
  level: Level,
  file: GoldFile,
  log: GoldLog,
): FoundGold {
  const document = documentOf(section);
  const place = placeIn(file, section.line, `${document}: ${mention}`);
  // In JSON there is no offset of a mention that is split.
  const counted = lengthened(start, length);
  const pieces = counted === null ? [] : utf16Offsets(section.text)(counted);
  if (start !== '' && !fits(section.text, pieces, mention)) log.astray(place);
  return {
    ...{ place, mention, answers: answersOf(codings, level), group: section.section, weight: 1 },
    ...{ split: file.split, fold: file.fold, span: { document, pieces } },
  };
}

function documentOf({ label, section }: LabelSection): string {
  return `${label}, ${section}`;
}
