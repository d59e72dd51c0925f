import { Type } from '@sinclair/typebox';
import {
  CONCEPT_STATUSES,
  EXPANSIONS,
  NAME_KINDS,
  NAME_ORIGINS,
  SOURCE_FORMATS,
  type ReadChoice,
} from '../../ontology/index.js';
import { concept, conceptPage, ontology, versionDetail } from './examples.js';
import { listOf, nullable, oneOf, ref } from './types.js';

export const ConceptRef = Type.Object(
  { id: Type.String(), name: Type.String(), level: nullable(Type.String()) },
  { $id: 'ConceptRef', description: 'A concept in short.' },
);

export const ConceptName = Type.Object(
  {
    text: Type.String(),
    kind: oneOf(NAME_KINDS),
    origin: oneOf(NAME_ORIGINS),
    code: Type.Optional(
      Type.String({ description: 'The ontology’s own code for the name, such as that of an LLT of MedDRA.' }),
    ),
    current: Type.Optional(
      Type.Boolean({ description: 'False for a name out of use, which is recognised all the same.' }),
    ),
  },
  { $id: 'ConceptName', description: 'A name of a concept, and where it comes from.' },
);

export const Concept = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    level: nullable(Type.String(), {
      description: 'The ontology’s own word for the level, where it has levels.',
    }),
    definition: nullable(Type.String()),
    status: oneOf(CONCEPT_STATUSES),
    selectable: Type.Boolean({ description: 'False for headings, which are never proposed.' }),
    names: listOf(ref(ConceptName)),
    replacedBy: nullable(Type.String(), {
      description:
        'For a retired concept, the id of the one that stands for it now, where the source names one.',
    }),
    groups: listOf(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        scope: nullable(Type.String({ description: 'How it belongs to it: `narrow` or `broad` in an SMQ.' })),
      }),
      { description: 'Collections beside the hierarchy, such as SMQs of MedDRA.' },
    ),
    reported: nullable(Type.Integer({ minimum: 0 }), {
      description:
        'How often people report it: the source’s own count, or, in a source without any, that of the starter concept ' +
        'that it equals (of several, their mean); null where nothing is known, which counts as what is left for such ' +
        'concepts, and for no more than the average. Of concepts that are about as near to a mention, the one ' +
        'reported more often comes first.',
    }),
    near: nullable(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        cosine: Type.Number({ description: 'Of their names.' }),
      }),
      {
        description:
          'The concept of the starter vocabulary whose names speak for it, at a discount, in a version with the expansion ' +
          '`near`; null for none.',
      },
    ),
    parents: listOf(ref(ConceptRef)),
    children: listOf(ref(ConceptRef)),
    paths: listOf(listOf(ref(ConceptRef)), {
      description: 'From the concept’s parent up to a root, one list for each way up.',
    }),
  },
  { $id: 'Concept', description: 'All that is known of a concept.', examples: [concept] },
);

export const ConceptPage = Type.Object(
  {
    items: listOf(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        level: nullable(Type.String()),
        status: oneOf(CONCEPT_STATUSES),
        matchedName: Type.String({ description: 'The name that the words were found in.' }),
      }),
    ),
    nextCursor: nullable(Type.String(), {
      description: 'Give it as `cursor` for the next page; null on the last.',
    }),
  },
  {
    $id: 'ConceptPage',
    description: 'Some of the concepts that were searched for.',
    examples: [conceptPage],
  },
);

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const VersionReport = Type.Object(
  {
    read: Type.Object({
      file: Type.String(),
      format: oneOf(SOURCE_FORMATS),
      encoding: Type.String(),
      release: Type.Optional(
        Type.Object(
          { version: Type.String(), language: nullable(Type.String()) },
          { description: 'What the source says of itself, where it does.' },
        ),
      ),
      columns: Type.Record(Type.String(), Type.String(), {
        description: 'Source column -> what it was taken for.',
      }),
      rows: count('Rows of the source.'),
      concepts: count('Concepts that were read.'),
      names: Type.Record(Type.String(), Type.Integer(), { description: 'Names by kind.' }),
      skipped: Type.Unsafe<object>(
        Type.Record(Type.String(), Type.Integer(), { description: 'What was left out, by reason.' }),
      ),
      examples: listOf(
        Type.Object({
          reason: Type.String(),
          file: Type.Optional(Type.String({ description: 'Which file, where a source has several.' })),
          line: Type.Integer({ description: 'Line of the file; in OBO Graphs, number of the node.' }),
          text: Type.String(),
          detail: Type.Optional(Type.String({ description: 'What is wrong, in words.' })),
        }),
      ),
      joined: Type.Optional(
        Type.Object(
          {
            rows: count('How many.'),
            examples: listOf(
              Type.Object({
                line: Type.Integer(),
                id: Type.String(),
                name: Type.String(),
                synonym: Type.String(),
              }),
            ),
          },
          { description: 'Rows with the id of the row before and another name, which became a synonym.' },
        ),
      ),
      orphans: count('Parents that no row defines.'),
      sharedNames: count('Names that several concepts share.'),
    }),
    expansion: nullable(
      Type.Object({
        attachedByName: count('Concepts that got names of the starter concept whose name theirs equals.'),
        attachedBySynonym: count('Concepts that got names by an unambiguous synonym.'),
        attachedByForm: count(
          'Concepts that got names by a name that differs in the order of words, spelling or plural only.',
        ),
        ambiguous: count('Concepts left alone because several starter concepts would fit.'),
        unmatched: count('Concepts that nothing in the starter vocabulary fits.'),
        synonymsAdded: count('Clinical synonyms added.'),
        layAdded: count('Lay phrases added.'),
        sharedTargets: count('Starter concepts that lent names to several concepts.'),
        ambiguousExamples: listOf(
          Type.Object({ id: Type.String(), name: Type.String(), candidates: listOf(Type.String()) }),
        ),
      }),
      { description: 'Null where the version is not expanded.' },
    ),
    cycles: count('Concepts that stand above themselves.'),
    warnings: listOf(Type.String(), { description: 'What to know before the version answers.' }),
  },
  { $id: 'VersionReport', description: 'What registering a version found.' },
);

const version = {
  version: Type.String(),
  format: Type.String(),
  sourceSha256: Type.String(),
  expansion: oneOf(EXPANSIONS, { description: 'Which names the starter vocabulary lends.' }),
  choice: Type.Unsafe<ReadChoice>(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'What was taken of the source, where its format leaves a choice.',
    }),
  ),
  registeredAt: Type.String({ format: 'date-time' }),
  registeredBy: Type.String(),
  report: ref(VersionReport),
};

export const Ontology = Type.Object(
  {
    name: Type.String(),
    active: nullable(
      Type.Object({
        version: Type.String(),
        generation: Type.Integer({ description: 'Grows by one with each switch.' }),
        artefact: Type.String(),
        index: oneOf(['exact', 'hnsw']),
        concepts: count('Concepts of the version.'),
        names: count('Names that can be matched exactly.'),
        namesEmbedded: count('Names that dense search sees so far.'),
        activatedAt: Type.String({ format: 'date-time' }),
      }),
      { description: 'What answers now; null while nothing is active.' },
    ),
    versions: listOf(Type.Object(version)),
  },
  { $id: 'Ontology', description: 'A vocabulary with its versions.', examples: [ontology] },
);

export const VersionDetail = Type.Object(
  {
    ...version,
    sourceBytes: count('Size of the kept source files, in bytes.'),
    artefacts: listOf(
      Type.Object({
        hash: Type.String(),
        index: oneOf(['exact', 'hnsw']),
        names: count('Names that dense search sees in it.'),
        bytes: count('Its size on disk.'),
        createdAt: Type.String({ format: 'date-time' }),
      }),
      { description: 'What is built of it, for the encoder in use.' },
    ),
  },
  {
    $id: 'VersionDetail',
    description: 'A version with what is kept of it.',
    examples: [versionDetail],
  },
);
