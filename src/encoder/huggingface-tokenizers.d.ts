// The package's own declarations do not resolve under nodenext; this is the part that is used here.
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    constructor(tokenizerJson: object, config: object);
    encode(text: string): { readonly ids: number[] };
    get_vocab(withAddedTokens: boolean): Map<string, number>;
  }
}
