import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { AppError, messageOf } from '../errors.js';
import type { ModelFolder } from './folder.js';

/** Text -> token ids. */
export interface Tokenizer {
  readonly padId: number;
  /** The special tokens that stand around every text. */
  readonly opening: number;
  readonly closing: number;
  /** With the model's special tokens, at most `maxTokens` of them. */
  encode(text: string): Int32Array;
  /** Without special tokens, all of them; `[UNK]` alone for a text that has none. */
  encodeBare(text: string): Int32Array;
}

/**
 * Builds the tokenizer of a model folder (WordPiece, and the MPNet variant of it, are tested).
 * @throws AppError the folder's `invalid` when it cannot be built or its vocabulary has another size
 */
export function createTokenizer(folder: ModelFolder): Tokenizer {
  const { tokenizer: expected, maxTokens } = folder.manifest;
  let model: HuggingFaceTokenizer;
  try {
    model = new HuggingFaceTokenizer(folder.tokenizerJson, {});
  } catch (error) {
    throw new AppError(folder.invalid, `${folder.path}: tokenizer.json cannot be used: ${messageOf(error)}`);
  }
  const size = model.get_vocab(true).size;
  if (size !== expected.vocabSize) {
    throw new AppError(
      folder.invalid,
      `${folder.path}: the tokenizer has ${size} tokens, the manifest says ${expected.vocabSize}`,
    );
  }
  const unknown = model.token_to_id('[UNK]') ?? model.token_to_id('<unk>') ?? expected.padId;
  const empty = model.encode('').ids;
  const closing = empty.at(-1) ?? expected.padId;
  return {
    padId: expected.padId,
    opening: empty[0] ?? expected.padId,
    closing,
    encode(text) {
      // No token is made of less than one character, so the rest of a very long text cannot count.
      const { ids } = model.encode(text.slice(0, maxTokens * 64));
      if (ids.length <= maxTokens) return Int32Array.from(ids);
      const cut = Int32Array.from(ids.slice(0, maxTokens));
      // The closing special token stays: the model was trained with it.
      cut[maxTokens - 1] = closing;
      return cut;
    },
    encodeBare(text) {
      const { ids } = model.encode(text, { add_special_tokens: false });
      return ids.length > 0 ? Int32Array.from(ids) : Int32Array.of(unknown);
    },
  };
}
