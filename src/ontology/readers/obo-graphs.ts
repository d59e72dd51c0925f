import { AppError } from '../../errors.js';
import { conceptOf, draftOf, type RawConcept } from './draft.js';
import { graphElements } from './graph-elements.js';
import { isObject, parseObject, type JsonObject } from './json-object.js';
import { kindOfSynonym } from './obo-values.js';
import type { OntologyReader, SkipReason } from './reader.js';
import { ReportBuilder } from './report.js';
import { SeenMembers } from './seen-members.js';
import { openPieces, type PieceSource } from './text-source.js';

const MEANINGS = new Map([
  ['id', 'id'],
  ['lbl', 'name'],
  ['meta.definition', 'definition'],
  ['meta.synonyms', 'synonyms, lay'],
  ['meta.deprecated', 'status'],
  ['meta.basicPropertyValues', 'replaced ids, replaced by'],
]);

const HINT =
  'An OBO Graphs file is one JSON object, {"graphs":[{"nodes":[...],"edges":[...]}]}; its terms are the nodes of ' +
  'type CLASS that have a label, such as {"id":"http://purl.obolibrary.org/obo/T_0000001","lbl":"Insomnia","type":"CLASS"}.';

type Note = (reason: SkipReason, detail: string) => void;

/**
 * OBO Graphs JSON: each node of type CLASS with a label is a concept, a deprecated one a retired concept. Nodes
 * without a label come from other ontologies, or are ids that were merged into others; they are passed over.
 * Places in the report are the numbers of nodes. The file is read twice: parents stand in its edges, after the nodes.
 */
export const oboGraphsReader: OntologyReader = {
  format: 'obo-graphs',
  choices: [],
  async *read(path, options) {
    const source = await openPieces(path, options);
    const report = new ReportBuilder({ format: 'obo-graphs', encoding: source.encoding }, options);
    const members = new SeenMembers(MEANINGS);
    const parents = await readParents(source, options.fileName);
    for await (const nodes of graphElements(source, 'nodes', options.fileName)) {
      for (const { number, text } of nodes) {
        const place = { line: number, text };
        const note: Note = (reason, detail) => {
          report.skip(place, reason, detail);
        };
        const node = parseObject(text, note);
        if (node && !isTerm(node)) continue;
        report.row();
        if (node) noteMembers(members, node);
        const draft = node && draftOf(rawOf(node, parents, note), note);
        if (report.admit(draft, place)) yield conceptOf(draft);
      }
    }
    return report.finish(members.columns(), HINT);
  },
};

const IS_A = new Set(['is_a', 'subClassOf', 'http://www.w3.org/2000/01/rdf-schema#subClassOf']);

/** Child -> parents. An edge that cannot be read means a damaged file: a hierarchy with holes would not be noticed. */
async function readParents(
  source: PieceSource,
  fileName: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const parents = new Map<string, string[]>();
  for await (const edges of graphElements(source, 'edges', fileName)) {
    for (const { number, text } of edges) {
      const refuse = (detail: string) =>
        new AppError('ontology_invalid', `${fileName}: edge ${number}: ${detail} (${text.slice(0, 100)}).`);
      const edge = parseObject(text, (_reason, detail) => {
        throw refuse(detail);
      });
      if (!edge || typeof edge['pred'] !== 'string' || !IS_A.has(edge['pred'])) continue;
      const { sub, obj } = edge;
      if (typeof sub !== 'string' || typeof obj !== 'string') throw refuse('sub and obj must be ids');
      const known = parents.get(sub);
      if (known) known.push(curieOf(obj));
      else parents.set(sub, [curieOf(obj)]);
    }
  }
  return parents;
}

function isTerm({ type, lbl }: JsonObject): boolean {
  return type === 'CLASS' && lbl !== undefined && lbl !== null;
}

function rawOf(node: JsonObject, parents: ReadonlyMap<string, readonly string[]>, note: Note): RawConcept {
  const { id, lbl } = node;
  const meta = isObject(node['meta']) ? node['meta'] : {};
  const { definition, deprecated } = meta;
  const properties = objectsOf(meta['basicPropertyValues']);
  const valuesOf = (isWanted: (pred: string) => boolean) =>
    properties.flatMap(({ pred, val }) => (typeof pred === 'string' && isWanted(pred) ? [idOf(val)] : []));
  return {
    id: typeof id === 'string' ? curieOf(id) : id,
    name: lbl,
    ...namesOf(objectsOf(meta['synonyms']), note),
    definition: isObject(definition) ? definition['val'] : definition,
    parents: typeof id === 'string' ? parents.get(id) : undefined,
    status: deprecated,
    statusInverted: true,
    replaces: valuesOf((pred) => /(?:^|[#/:])hasAlternativeId$/.test(pred)),
    replacedBy: valuesOf((pred) => idOf(pred) === 'IAO:0100001'),
  };
}

/** The synonyms of a node by kind; the xrefs of older files have their types. */
function namesOf(synonyms: readonly JsonObject[], note: Note): { synonyms: unknown[]; lay: unknown[] } {
  const names: { synonyms: unknown[]; lay: unknown[] } = { synonyms: [], lay: [] };
  for (const { pred, val, synonymType, xrefs } of synonyms) {
    const exact = typeof pred === 'string' && /(?:^|[#/:])hasExactSynonym$/.test(pred);
    const listed: readonly unknown[] = Array.isArray(xrefs) ? xrefs : [];
    const types = [synonymType, ...listed].filter((type) => typeof type === 'string');
    const kind = kindOfSynonym(exact, types);
    if (kind) {
      names[kind === 'lay' ? 'lay' : 'synonyms'].push(val);
      continue;
    }
    const detail = `${shown(val)} is a ${shown(pred)}; names are hasExactSynonym, and those of laypersons`;
    note('not_a_synonym', detail);
  }
  return names;
}

const PURL = /^https?:\/\/purl\.obolibrary\.org\/obo\/([A-Za-z][A-Za-z0-9]*)_(\w+)$/;
const SHORT = /^([A-Za-z]+)_(\d+)$/;

/** `http://purl.obolibrary.org/obo/HP_0000001` -> `HP:0000001`; other addresses stay as they are. */
function curieOf(iri: string): string {
  return iri.replace(PURL, '$1:$2');
}

/** The same for the values of properties, which may also be `HP_0000001`. */
function idOf(value: unknown): unknown {
  return typeof value === 'string' ? curieOf(value.trim()).replace(SHORT, '$1:$2') : value;
}

function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function noteMembers(members: SeenMembers, node: JsonObject): void {
  for (const member of Object.keys(node)) if (member !== 'meta') members.note(member);
  const { meta } = node;
  if (isObject(meta)) for (const member of Object.keys(meta)) members.note(`meta.${member}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value.slice(0, 60)}"` : '(nothing)';
}
