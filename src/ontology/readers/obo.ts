import { conceptOf, draftOf, type RawConcept } from './draft.js';
import { termStanzas, type OboLine, type OboStanza } from './obo-stanzas.js';
import { idText, kindOfSynonym, plainText, quotedText, synonymOf } from './obo-values.js';
import type { OntologyReader, SkipReason } from './reader.js';
import { ReportBuilder } from './report.js';
import { SeenMembers } from './seen-members.js';
import { openText } from './text-source.js';

const MEANINGS = new Map([
  ['id', 'id'],
  ['name', 'name'],
  ['synonym', 'synonyms, lay'],
  ['def', 'definition'],
  ['is_a', 'parents'],
  ['is_obsolete', 'status'],
  ['alt_id', 'replaced ids'],
  ['replaced_by', 'replaced by'],
]);

const HINT =
  'An OBO file has a stanza for each term: a line [Term], then one line for each thing that is said of it, at least ' +
  'an id and a name, such as "id: T:0000001" and "name: Insomnia".';

/** Takes down what is wrong with one line of a stanza. */
type NoteLine = (line: OboLine, reason: SkipReason, detail: string) => void;

/**
 * OBO 1.2 and 1.4: each [Term] stanza is a concept, an obsolete one a retired concept; [Typedef] and [Instance]
 * are none. Exact synonyms and those of laypersons are its names. `consider` is a hint to people, and is not read.
 * The first stanza of an id counts; later ones are `duplicate_id`.
 */
export const oboReader: OntologyReader = {
  format: 'obo',
  choices: [],
  async *read(path, options) {
    const source = await openText(path, options);
    const report = new ReportBuilder({ format: 'obo', encoding: source.encoding }, options);
    const tags = new SeenMembers(MEANINGS);
    for await (const stanza of termStanzas(source, options.fileName)) {
      report.row();
      for (const { tag } of stanza.lines) if (tag !== null) tags.note(tag);
      const raw = rawOf(stanza, (line, reason, detail) => {
        report.skip(line, reason, detail);
      });
      const draft = draftOf(raw, (reason, detail) => {
        report.skip(stanza, reason, detail);
      });
      if (report.admit(draft, stanza)) yield conceptOf(draft);
    }
    return report.finish(tags.columns(), HINT);
  },
};

function rawOf({ lines }: OboStanza, note: NoteLine): RawConcept {
  const single = new Map<string, OboLine>();
  const synonyms: string[] = [];
  const lay: string[] = [];
  const parents: string[] = [];
  const replaces: string[] = [];
  const replacedBy: string[] = [];
  for (const line of lines) {
    switch (line.tag) {
      case null:
        note(line, 'field_invalid', 'this line is not of the form "tag: value"');
        break;
      case 'id':
      case 'name':
      case 'def':
      case 'is_obsolete':
        if (single.has(line.tag))
          note(line, 'field_invalid', `the term has a second "${line.tag}"; the first one counts`);
        else single.set(line.tag, line);
        break;
      case 'synonym': {
        const synonym = readSynonym(line, note);
        if (synonym) (synonym.kind === 'lay' ? lay : synonyms).push(synonym.text);
        break;
      }
      case 'is_a':
        parents.push(idText(line.value));
        break;
      case 'alt_id':
        replaces.push(idText(line.value));
        break;
      case 'replaced_by':
        replacedBy.push(idText(line.value));
        break;
    }
  }
  const valueOf = (tag: string) => single.get(tag)?.value ?? '';
  return {
    id: idText(valueOf('id')),
    name: plainText(valueOf('name')),
    definition: readDefinition(single.get('def'), note),
    status: idText(valueOf('is_obsolete')),
    statusInverted: true,
    ...{ synonyms, lay, parents, replaces, replacedBy },
  };
}

function readSynonym(
  line: OboLine,
  note: NoteLine,
): { readonly text: string; readonly kind: 'synonym' | 'lay' } | null {
  const synonym = synonymOf(line.value);
  if (!synonym) {
    note(line, 'field_invalid', `synonym: ${UNQUOTED}`);
    return null;
  }
  const kind = kindOfSynonym(synonym.scope === 'EXACT', synonym.types);
  if (kind) return { text: synonym.text, kind };
  note(
    line,
    'not_a_synonym',
    `its scope is ${synonym.scope}; names are EXACT synonyms, and those of laypersons`,
  );
  return null;
}

const UNQUOTED = 'the text must stand in quotation marks, which are missing or not closed';

function readDefinition(line: OboLine | undefined, note: NoteLine): string | null {
  if (!line) return null;
  const quoted = quotedText(line.value);
  if (!quoted) note(line, 'field_invalid', `def: ${UNQUOTED}`);
  return quoted?.text ?? null;
}
