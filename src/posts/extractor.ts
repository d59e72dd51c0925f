import { LRUCache } from 'lru-cache';
import {
  createTokenizer,
  TOKEN_PLACE,
  type ModelInput,
  type ModelPool,
  type PooledModel,
  type Tokenizer,
} from '../inference/index.js';
import { MODEL_CODES, type ExtractorFolder } from './folders.js';
import { namePlaces, type Dictionary } from './gazetteer.js';
import { inSlices } from '../in-slices.js';
import { spansOf, type Columns, type Span } from './spans.js';
import { inWholeWords } from './whole-words.js';
import { windowOfEach, windowsOf, type WordRange } from './windows.js';
import { wordsOf, type Word } from './words.js';
import type { WorkContext } from './work-context.js';

/** Words whose tokens are kept. */
const KEPT_WORDS = 1 << 15;

/** A text cut into words, with each word's tokens and its place in a name. */
interface Reading {
  readonly words: readonly Word[];
  readonly pieces: readonly Int32Array[];
  readonly places: Uint8Array;
  readonly windows: readonly WordRange[];
}

/** Finds the words of posts that tell of events. */
export class Extractor {
  readonly id: string;
  /** Identity of everything that decides an answer: of the folder's files. */
  readonly hash: string;
  /** Spans below this are left out where nobody asks for another. */
  readonly minProbability: number;
  readonly #tokenizer: Tokenizer;
  readonly #pieces = new LRUCache<string, Int32Array>({ max: KEPT_WORDS });
  /** Tokens of words in a window. */
  readonly #room: number;

  private constructor(
    private readonly folder: ExtractorFolder,
    private readonly model: PooledModel<ModelInput>,
    tokenizer: Tokenizer,
  ) {
    this.id = folder.manifest.id;
    this.hash = folder.hash;
    this.minProbability = folder.manifest.minProbability ?? 0;
    this.#tokenizer = tokenizer;
    this.#room = folder.manifest.maxTokens - 2;
  }

  /** @throws AppError `model_invalid`, `model_failed` */
  static async start(folder: ExtractorFolder, pool: ModelPool): Promise<Extractor> {
    const tokenizer = createTokenizer(folder);
    const { inputs, output } = folder.manifest;
    const model = await pool.add<ModelInput>({
      name: 'extractor',
      file: {
        ...{ path: folder.modelPath, inputs, output },
        ...{ size: columnsOf(folder), perToken: true, unit: 'tags and marks' },
      },
      padId: tokenizer.padId,
      prepare: (input) => input,
      codes: MODEL_CODES,
    });
    return new Extractor(folder, model, tokenizer);
  }

  /**
   * The spans of each text, in its order, without overlap, whatever their probability.
   * @param texts as they were written
   * @throws AppError `overloaded`, `client_closed`, `model_failed`, `shutting_down`
   */
  async extract(texts: readonly string[], dictionary: Dictionary, context: WorkContext): Promise<Span[][]> {
    const probabilities = await this.probabilities(texts, dictionary, context);
    return probabilities.map(({ words, ofWords }, i) =>
      inWholeWords(texts[i] ?? '', spansOf(words, ofWords, this.folder)),
    );
  }

  /** The words of each text with the probabilities of their tags and, after them, of their marks, as in the manifest. */
  async probabilities(
    texts: readonly string[],
    dictionary: Dictionary,
    context: WorkContext,
  ): Promise<{ readonly words: readonly Word[]; readonly ofWords: readonly Float32Array[] }[]> {
    // A text is one, however many windows it has.
    this.model.admit(texts.length, context);
    const readings = await inSlices(texts, (text) => this.#read(text, dictionary), context.signal);
    const inputs = readings.map((reading) =>
      reading.windows.map((window) => inputOf(this.#tokenizer, reading, window)),
    );
    const outputs: Float32Array[][] = inputs.map(() => []);
    const placeOf = inputs.flatMap((ofText, text) => ofText.map((_, window) => ({ text, window })));
    await Promise.all(
      this.model.run(
        [
          {
            sources: inputs.flat(),
            receive: (position, values) => {
              const place = placeOf[position];
              const ofText = place && outputs[place.text];
              if (ofText) ofText[place.window] = values.slice();
            },
          },
        ],
        { ...context, admitted: true },
      ),
    );
    return readings.map((reading, text) => ({
      words: reading.words,
      ofWords: this.#atFirstTokens(reading, outputs[text] ?? []),
    }));
  }

  #read(text: string, dictionary: Dictionary): Reading {
    const words = wordsOf(text);
    const pieces = words.map(({ spoken }) => this.#piecesOf(spoken));
    return {
      words,
      pieces,
      places: namePlaces(text, words, dictionary, this.folder.manifest.gazetteer),
      windows: windowsOf(lengthsOf(pieces), this.#room),
    };
  }

  /** A word's tokens, at least one, and no more than a window has room for. */
  #piecesOf(word: string): Int32Array {
    const known = this.#pieces.get(word);
    if (known) return known;
    const pieces = this.#tokenizer.encodeBare(word).slice(0, this.#room);
    this.#pieces.set(word, pieces);
    return pieces;
  }

  /** What the best window says at each word's first token. */
  #atFirstTokens({ pieces, windows }: Reading, outputs: readonly Float32Array[]): Float32Array[] {
    const lengths = lengthsOf(pieces);
    const size = columnsOf(this.folder);
    const firsts = windows.map((window) => firstTokens(lengths, window));
    return windowOfEach(windows, lengths).map((window, word) => {
      const token = firsts[window]?.[word - (windows[window]?.first ?? 0)] ?? 0;
      return outputs[window]?.subarray(token * size, (token + 1) * size) ?? new Float32Array(size);
    });
  }
}

/** Numbers that the model gives for a token. */
function columnsOf({ tags, marks }: Columns): number {
  return tags.length + marks.length;
}

function lengthsOf(pieces: readonly Int32Array[]): number[] {
  return pieces.map(({ length }) => length);
}

/** Where each word of a window begins in it; the opening token stands at 0. */
function firstTokens(lengths: readonly number[], { first, end }: WordRange): number[] {
  let at = 1;
  return lengths.slice(first, end).map((length) => {
    const token = at;
    at += length;
    return token;
  });
}

function inputOf(
  { opening, closing }: Tokenizer,
  { pieces, places }: Reading,
  { first, end }: WordRange,
): ModelInput {
  const lengths = lengthsOf(pieces);
  const firsts = firstTokens(lengths, { first, end });
  const total = lengths.slice(first, end).reduce((sum, length) => sum + length, 2);
  const ids = new Int32Array(total);
  const ofTokens = new Uint8Array(total).fill(TOKEN_PLACE.none);
  ids[0] = opening;
  ids[total - 1] = closing;
  firsts.forEach((token, i) => {
    const word = pieces[first + i] ?? new Int32Array(0);
    const place = places[first + i] ?? TOKEN_PLACE.none;
    ids.set(word, token);
    // Only the first token of a name begins it.
    ofTokens.fill(place === TOKEN_PLACE.first ? TOKEN_PLACE.inside : place, token, token + word.length);
    ofTokens[token] = place;
  });
  return { ids, places: ofTokens };
}
