import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { AppError, messageOf } from '../errors.js';
import type { EncoderFolder } from './manifest.js';

/** Text -> token ids with the model's special tokens, at most `maxTokens` of them. */
export interface Tokenizer {
  readonly padId: number;
  encode(text: string): Int32Array;
}

/**
 * Builds the tokenizer of an encoder folder (WordPiece, and the MPNet variant of it, are tested).
 * @throws AppError `encoder_invalid` when it cannot be built or its vocabulary has another size
 */
export function createTokenizer(folder: EncoderFolder): Tokenizer {
  const { tokenizer: expected, maxTokens } = folder.manifest;
  let model: HuggingFaceTokenizer;
  try {
    model = new HuggingFaceTokenizer(folder.tokenizerJson, {});
  } catch (error) {
    throw new AppError(
      'encoder_invalid',
      `${folder.path}: tokenizer.json cannot be used: ${messageOf(error)}`,
    );
  }
  const size = model.get_vocab(true).size;
  if (size !== expected.vocabSize) {
    throw new AppError(
      'encoder_invalid',
      `${folder.path}: the tokenizer has ${size} tokens, the manifest says ${expected.vocabSize}`,
    );
  }
  return {
    padId: expected.padId,
    encode(text) {
      // No token is made of less than one character, so the rest of a very long text cannot count.
      const { ids } = model.encode(text.slice(0, maxTokens * 64));
      if (ids.length <= maxTokens) return Int32Array.from(ids);
      const cut = Int32Array.from(ids.slice(0, maxTokens));
      // The closing special token stays: the model was trained with it.
      cut[maxTokens - 1] = ids[ids.length - 1] ?? expected.padId;
      return cut;
    },
  };
}
