// The package's own declarations do not resolve under nodenext; this is the part that is used here.
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    constructor(tokenizerJson: object, config: object);
    encode(text: string, options?: { readonly add_special_tokens?: boolean }): { readonly ids: number[] };
    get_vocab(withAddedTokens: boolean): Map<string, number>;
    token_to_id(token: string): number | undefined;
  }
}
