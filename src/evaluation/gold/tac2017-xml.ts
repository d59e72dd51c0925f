import { SaxesParser } from 'saxes';
import { goldInvalid, placeIn, type GoldFile } from './reading.js';
import type { GoldLog } from './report.js';
import type { Coding, LabelMention, LabelSection } from './tac2017-parts.js';

type Attributes = Readonly<Record<string, string>>;

/** A label as it stands in the file, before its parts are put together. */
interface Label {
  /** Null before the first element. */
  drug: string | null;
  readonly sections: Map<string, { readonly name: string; readonly line: number; text: string }>;
  readonly mentions: { readonly attributes: Attributes; readonly line: number }[];
  /** Text of a reaction without regard to case and white space -> what it is normalized to. */
  readonly reactions: Map<string, Coding[]>;
}

/**
 * Sections and mentions of TAC 2017 as it was published (Roberts, Demner-Fushman and Tonning 2017): one XML file a label, with the
 * texts of its sections, all mentions, and its reactions, which are the different texts of the mentions that count,
 * normalized. A mention gets what the reaction of its text has; one whose text is no reaction, as it is denied or
 * befalls animals, is left out. Entities other than XML's own five are refused, and nothing outside the file is read.
 * @throws AppError `gold_set_invalid` when it is no valid XML, or no label
 */
export function* xmlParts(
  xml: string,
  file: GoldFile,
  log: GoldLog,
): Generator<LabelSection | LabelMention, void, undefined> {
  const { drug, sections, mentions, reactions } = labelIn(xml, file);
  const label = drug ?? '';
  for (const { name, text, line } of sections.values()) yield { line, label, section: name, text };
  for (const { attributes, line } of mentions) {
    const { type = '', section: at = '', start = '', len = '', str = '' } = attributes;
    const place = placeIn(file, line, `${label}, ${at}: ${str}`);
    const section = sections.get(at);
    const codings = reactions.get(keyOf(str));
    if (type !== 'AdverseReaction') log.skip(place, 'other_type', `it is of type “${type}”`);
    else if (codings === undefined) log.skip(place, 'not_normalized', `no reaction has the text “${str}”`);
    else if (section === undefined)
      log.skip(place, 'field_invalid', `it is in section “${at}”, and the label has none of this id`);
    else {
      const { name, text } = section;
      yield { line, label, section: name, text, mention: str.trim(), start, length: len, codings };
    }
  }
}

function labelIn(xml: string, file: GoldFile): Label {
  const refuse = (detail: string): never => {
    throw goldInvalid(file.title, `${detail} Bring the file again as it was published.`);
  };
  const label: Label = { drug: null, sections: new Map(), mentions: [], reactions: new Map() };
  let section: { text: string } | null = null;
  let codings: Coding[] = [];
  const parser = new SaxesParser({ xmlns: false } as const);
  parser.on('error', ({ message }) => refuse(`it is not valid XML (line and column ${message}).`));
  parser.on('opentag', ({ name, attributes }) => {
    if (label.drug === null) {
      if (name !== 'Label')
        refuse(`it is XML that begins with <${name}>, and no label of TAC 2017 (<Label>).`);
      label.drug = attributes.drug ?? '';
    } else if (name === 'Section') {
      const begun = { name: attributes.name ?? '', line: parser.line, text: '' };
      label.sections.set(attributes.id ?? '', begun);
      section = begun;
    } else if (name === 'Mention') label.mentions.push({ attributes, line: parser.line });
    else if (name === 'Reaction') {
      codings = [];
      label.reactions.set(keyOf(attributes.str ?? ''), codings);
    } else if (name === 'Normalization') codings.push(codingOf(attributes));
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'Section') section = null;
  });
  const take = (text: string): void => {
    if (section) section.text += text;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.write(xml).close();
  return label;
}

function codingOf(told: Attributes): Coding {
  return {
    pt: { name: told.meddra_pt ?? '', id: told.meddra_pt_id ?? '' },
    llt: { name: told.meddra_llt ?? '', id: told.meddra_llt_id ?? '' },
  };
}

function keyOf(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
