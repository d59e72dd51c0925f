/** The part of @huggingface/tokenizers that is used here. */
export declare class Tokenizer {
  constructor(tokenizerJson: object, config: object);
  encode(text: string): { readonly ids: number[] };
  get_vocab(withAddedTokens: boolean): Map<string, number>;
}
