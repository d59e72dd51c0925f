import type { AppError } from '../errors.js';
import type {
  Mention,
  MentionResult,
  NormalizeAnswer,
  NormalizeOptions,
  Normalizer,
} from '../normalize/index.js';
import type { LiveOntologies, Snapshot } from '../ontology/index.js';
import { checkPost, type CheckedPost } from './check.js';
import type { Classifier } from './classifier.js';
import { codedEvent, eventsOf, wordsToCode } from './events.js';
import type { Extractor } from './extractor.js';
import type { Dictionary } from './gazetteer.js';
import { inSlices } from '../in-slices.js';
import type { PostModels } from './models.js';
import type {
  AnnotateAnswer,
  AnnotatedPost,
  Classification,
  ClassifiedPost,
  ExtractedPost,
  Post,
  PostEvent,
  PostLabel,
  RefusedPost,
} from './types.js';
import type { WorkContext } from './work-context.js';

export interface ClassifyOptions {
  /** Probability of `ADR` from which a post reports an adverse event; the model's own where absent. */
  readonly threshold?: number;
  /** Whether the answer shows the text that the model read. */
  readonly preprocessed?: boolean;
}

export interface ExtractOptions {
  /** Whose names help to find events; the default ontology where absent. */
  readonly ontology?: string;
  /** Events below this are left out; the model's own where absent. */
  readonly minProbability?: number;
}

export interface AnnotateOptions
  extends NormalizeOptions, Pick<ClassifyOptions, 'threshold'>, Pick<ExtractOptions, 'minProbability'> {
  /** Events are looked for only in posts that report an adverse event. */
  readonly onlyAdverse?: boolean;
}

export interface ClassifyAnswer {
  readonly model: string;
  /** From which probability of `ADR` a post counts as one that reports an adverse event. */
  readonly threshold: number;
  readonly results: readonly (ClassifiedPost | RefusedPost)[];
}

export interface ExtractAnswer {
  readonly model: string;
  readonly results: readonly (ExtractedPost | RefusedPost)[];
}

/** Posts in; whether they report an adverse event, the words that do, and the concepts that these mean. */
export interface Posts {
  /**
   * One result per post, in order; a post that cannot be used gets its own error.
   * @throws AppError `posts_not_available`, `model_invalid`, `model_failed`, `overloaded`, `client_closed`
   */
  classify(posts: readonly Post[], options: ClassifyOptions, context: WorkContext): Promise<ClassifyAnswer>;
  /** @throws AppError as `classify`; `ontology_not_found`, `not_ready` */
  extract(posts: readonly Post[], options: ExtractOptions, context: WorkContext): Promise<ExtractAnswer>;
  /** @throws AppError as `extract`; `version_not_found`, `version_not_loaded`, `encoder_failed` */
  annotate(posts: readonly Post[], options: AnnotateOptions, context: WorkContext): Promise<AnnotateAnswer>;
  /** `annotate` with a snapshot that the caller holds, such as that of a version that is not active. */
  answer(
    snapshot: Snapshot,
    posts: readonly Post[],
    options: AnnotateOptions,
    context: WorkContext,
  ): Promise<AnnotateAnswer>;
}

export interface PostsParts {
  readonly models: PostModels;
  readonly normalizer: Normalizer;
  readonly live: LiveOntologies;
  /** Why an ontology that has no snapshot does not answer. */
  readonly absence: (ontology: string) => AppError;
  readonly defaultOntology: string;
  readonly maxTextChars: number;
}

/** The way of a post: check, classify, extract, mark, normalize. */
export function createPosts(parts: PostsParts): Posts {
  const check = (posts: readonly Post[], { signal }: WorkContext) =>
    inSlices(posts, (post) => checkPost(post, parts.maxTextChars), signal);

  /** The names of what answers now; they stay in memory for as long as somebody holds them. */
  function dictionaryOf(ontology = parts.defaultOntology): Dictionary {
    const snapshot = parts.live.peek(ontology);
    if (!snapshot) throw parts.absence(ontology);
    return namesOf(snapshot);
  }

  async function classify(
    posts: readonly Post[],
    { threshold, preprocessed = false }: ClassifyOptions,
    context: WorkContext,
  ): Promise<ClassifyAnswer> {
    const classifier = await parts.models.classifier();
    const least = thresholdOf(classifier, threshold);
    const checked = await check(posts, context);
    const found = await classificationsOf(classifier, least, usable(checked), context);
    const results = eachInPlace(checked, (post, i) => ({
      id: post.id,
      ...(found[i] ?? classified(NOTHING, least)),
      ...(preprocessed ? { preprocessed: post.cleaned } : {}),
    }));
    return { model: classifier.id, threshold: least, results };
  }

  async function extract(
    posts: readonly Post[],
    { ontology, minProbability }: ExtractOptions,
    context: WorkContext,
  ): Promise<ExtractAnswer> {
    const dictionary = dictionaryOf(ontology);
    const extractor = await parts.models.extractor();
    const checked = await check(posts, context);
    const found = await eventsIn(extractor, dictionary, usable(checked), minProbability, context);
    const results = eachInPlace(checked, ({ id }, i) => ({ id, events: found[i] ?? [] }));
    return { model: extractor.id, results };
  }

  async function annotate(
    posts: readonly Post[],
    options: AnnotateOptions,
    context: WorkContext,
  ): Promise<AnnotateAnswer> {
    const normalize: Normalize = (mentions, given) => parts.normalizer.normalize(mentions, options, given);
    // Whatever is wrong with the options is said before any work is done.
    await normalize([], context);
    return annotatedBy(normalize, dictionaryOf(options.ontology), posts, options, context);
  }

  function answer(
    snapshot: Snapshot,
    posts: readonly Post[],
    options: AnnotateOptions,
    context: WorkContext,
  ): Promise<AnnotateAnswer> {
    const normalize: Normalize = (mentions, given) =>
      parts.normalizer.answer(snapshot, mentions, options, given);
    return annotatedBy(normalize, namesOf(snapshot), posts, options, context);
  }

  async function annotatedBy(
    normalize: Normalize,
    dictionary: Dictionary,
    posts: readonly Post[],
    { threshold, minProbability, onlyAdverse = false }: AnnotateOptions,
    given: WorkContext,
  ): Promise<AnnotateAnswer> {
    const [classifier, extractor] = await Promise.all([parts.models.classifier(), parts.models.extractor()]);
    // Once for all three models: to be refused after the first had done its work would help nobody.
    classifier.admit(posts.length, given);
    const context = { ...given, admitted: true };
    const checked = await check(posts, context);
    const good = usable(checked);
    const classifying = classificationsOf(classifier, thresholdOf(classifier, threshold), good, context);
    const extracting = onlyAdverse
      ? classifying.then((of) =>
          eventsIn(
            extractor,
            dictionary,
            good.map((post, i) => (of[i]?.adverseEvent.label === true ? post : { ...post, text: '' })),
            minProbability,
            context,
          ),
        )
      : eventsIn(extractor, dictionary, good, minProbability, context);
    const [classifications, events] = await Promise.all([classifying, extracting]);
    const flat = events.flat();
    const mentions: Mention[] = flat.map((event, i) => ({ id: String(i), text: wordsToCode(event) }));
    const normalized = await normalize(mentions, context);
    const coded = normalized.results.values();
    const results = eachInPlace(checked, ({ id, text }, i): AnnotatedPost => {
      const classification = classifications[i] ?? classified(NOTHING, 0);
      const ofPost = (events[i] ?? []).map((event) => codedEvent(event, nextOf(coded)));
      return { id, text, classification, events: ofPost };
    });
    const models = { classifier: classifier.id, extractor: extractor.id };
    return { ...normalized, models, results };
  }

  return { classify, extract, annotate, answer };
}

type Normalize = (mentions: readonly Mention[], context: WorkContext) => Promise<NormalizeAnswer>;

function namesOf({ artefact: { lexicon } }: Snapshot): Dictionary {
  return { has: (form) => lexicon.exact(form).length > 0 };
}

const NOTHING: Readonly<Record<PostLabel, number>> = { ADR: 0, WD: 0, EF: 0, INF: 0, SSI: 0, DI: 0 };

function thresholdOf({ thresholds }: Classifier, asked: number | undefined): number {
  return asked ?? thresholds['ADR'] ?? 0.5;
}

function classified(labels: Readonly<Record<PostLabel, number>>, threshold: number): Classification {
  return { adverseEvent: { label: labels.ADR >= threshold, probability: labels.ADR }, labels };
}

async function classificationsOf(
  classifier: Classifier,
  threshold: number,
  posts: readonly CheckedPost[],
  context: WorkContext,
): Promise<Classification[]> {
  const labels = await classifier.classify(
    posts.map(({ cleaned }) => cleaned),
    context,
  );
  return labels.map((ofPost) => classified(ofPost, threshold));
}

async function eventsIn(
  extractor: Extractor,
  dictionary: Dictionary,
  posts: readonly CheckedPost[],
  minProbability = extractor.minProbability,
  context: WorkContext,
): Promise<PostEvent[][]> {
  const spans = await extractor.extract(
    posts.map(({ text }) => text),
    dictionary,
    context,
  );
  const kept = posts.map(({ text }, i) => ({
    text,
    spans: (spans[i] ?? []).filter(({ probability }) => probability >= minProbability),
  }));
  return inSlices(kept, (post) => eventsOf(post.text, post.spans), context.signal);
}

function usable(checked: readonly (CheckedPost | RefusedPost)[]): CheckedPost[] {
  return checked.filter((post) => 'cleaned' in post);
}

/** A result for each usable post, by its number among these, and the errors of the others in their places. */
function eachInPlace<R>(
  checked: readonly (CheckedPost | RefusedPost)[],
  result: (post: CheckedPost, number: number) => R,
): (R | RefusedPost)[] {
  let number = -1;
  return checked.map((post) => {
    if (!('cleaned' in post)) return post;
    number += 1;
    return result(post, number);
  });
}

function nextOf(results: IterableIterator<MentionResult>): MentionResult {
  const next = results.next();
  if (next.done === true) throw new Error('The normalizer gave fewer results than it got mentions.');
  return next.value;
}
