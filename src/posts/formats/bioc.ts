import type { AnnotatedPost, CodedEvent, Classification, AnnotateAnswer } from '../types.js';

/** What BioC calls infons: whatever a producer has to say, as text. */
export type Infons = Readonly<Record<string, string>>;

/** An event. Its text is that of its locations. */
export interface BiocAnnotation {
  readonly id: string;
  readonly infons: Infons;
  readonly text: string;
  /** In code points from the beginning of the document. */
  readonly locations: readonly { readonly offset: number; readonly length: number }[];
}

/** A whole post. */
export interface BiocPassage {
  readonly offset: number;
  readonly infons: Infons;
  readonly text: string;
  readonly sentences: readonly [];
  readonly annotations: readonly BiocAnnotation[];
  readonly relations: readonly [];
}

export interface BiocDocument {
  readonly id: string;
  readonly infons: Infons;
  readonly passages: readonly [BiocPassage];
  readonly annotations: readonly [];
  readonly relations: readonly [];
}

export interface BiocCollection {
  readonly source: string;
  /** The day it was written: `20260131`. */
  readonly date: string;
  readonly key: string;
  readonly infons: Infons;
  readonly documents: readonly BiocDocument[];
}

/** What answered. */
export type BiocSource = Pick<AnnotateAnswer, 'ontology' | 'version' | 'generation' | 'models'>;

/** What the infons mean. */
const KEY =
  'document: adverse_event (yes, no) with its probability, and the probability of each label. ' +
  'annotation: type (ADR, WD, SSI, DI) with its probability; mark (reported, negated, hypothetical, indication, other) ' +
  'and the cue that it rests on; decision; identifier, name and confidence of the best concept. Offsets count code points.';

/**
 * BioC as JSON (Comeau et al. 2013, 2019): a document for each post, of one passage, with its events as annotations.
 * @param date when it is written
 */
export function toBioc(posts: readonly AnnotatedPost[], source: BiocSource, date: Date): BiocCollection {
  const { ontology, version, generation, models } = source;
  return {
    source: 'ade-normalizer',
    date: date.toISOString().slice(0, 10).replaceAll('-', ''),
    key: KEY,
    infons: {
      ontology,
      version,
      generation: String(generation),
      classifier: models.classifier,
      extractor: models.extractor,
    },
    documents: posts.map((post) => documentOf(post, ontology)),
  };
}

function documentOf({ id, text, classification, events }: AnnotatedPost, ontology: string): BiocDocument {
  const annotations = events.map((event, at) => annotationOf(event, at, ontology));
  const passage: BiocPassage = { offset: 0, infons: {}, text, sentences: [], annotations, relations: [] };
  return { id, infons: infonsOf(classification), passages: [passage], annotations: [], relations: [] };
}

function infonsOf({ adverseEvent, labels }: Classification): Infons {
  return {
    adverse_event: adverseEvent.label ? 'yes' : 'no',
    probability: String(adverseEvent.probability),
    ...Object.fromEntries(Object.entries(labels).map(([label, probability]) => [label, String(probability)])),
  };
}

function annotationOf(event: CodedEvent, at: number, ontology: string): BiocAnnotation {
  const { codePoints, text, type, probability, mark, cue, decision } = event;
  const [best] = event.candidates;
  return {
    id: String(at + 1),
    infons: {
      type,
      probability: String(probability),
      mark,
      ...(cue === undefined ? {} : { cue }),
      decision,
      ...(best
        ? {
            identifier: `${ontology}:${best.conceptId}`,
            name: best.name,
            ...(best.confidence === null ? {} : { confidence: String(best.confidence) }),
          }
        : {}),
    },
    text,
    locations: [{ offset: codePoints.start, length: codePoints.end - codePoints.start }],
  };
}
