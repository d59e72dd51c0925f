import type { GoldAnswer, GoldConcept } from '../gold.js';
import { answersFrom, mendedId } from './cell.js';
import { fits, lengthened, utf16Offsets } from './offsets.js';
import { goldInvalid, placeIn } from './reading.js';
import type { FoundGold, GoldFile, GoldReadOptions } from './reading.js';
import type { GoldLog } from './report.js';
import { jsonMentions } from './tac2017-json.js';
import { wholeText, type Coding, type LabelMention } from './tac2017-parts.js';
import { xmlMentions } from './tac2017-xml.js';

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
): AsyncGenerator<FoundGold, void, undefined> {
  const level = levelOf(options);
  const text = await wholeText(file, options, log);
  for (const [meaning, one] of Object.entries(LEVELS))
    log.column(meaning, one === level ? 'goldId' : 'ignored');
  log.column('section_name', 'group');
  const mentions = /^\s*</.test(text) ? xmlMentions(text, file, log) : jsonMentions(text, file);
  for (const mention of mentions) yield foundIn(mention, level, file, log);
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

function foundIn(
  { line, label, section: group, text, mention, start, length, codings }: LabelMention,
  level: Level,
  file: GoldFile,
  log: GoldLog,
): FoundGold {
  const place = placeIn(file, line, `${label}, ${group}: ${mention}`);
  // In JSON there is no offset of a mention that is split.
  const counted = lengthened(start, length);
  const pieces = counted === null ? [] : utf16Offsets(text)(counted);
  if (start !== '' && !fits(text, pieces, mention)) log.astray(place);
  return {
    ...{ place, mention, answers: answersOf(codings, level), group, weight: 1 },
    ...{ split: file.split, fold: file.fold, span: { document: `${label}, ${group}`, pieces } },
  };
}
