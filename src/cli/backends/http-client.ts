import type { Static, TSchema } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { messageOf } from '../../errors.js';
import { CommandError, UsageError } from '../errors.js';

const Problem = Type.Object({ code: Type.String(), detail: Type.String() });

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export interface Call {
  readonly query?: Query;
  /** Sent as JSON. */
  readonly json?: object;
  readonly body?: RequestInit['body'];
  readonly contentType?: string;
  readonly signal: AbortSignal;
}

/** Calls a service; its problem documents become failures here. */
export class HttpClient {
  readonly #base: URL;

  /** @throws UsageError when the address is none */
  constructor(
    url: string,
    private readonly apiKey: string | undefined,
  ) {
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
      throw new UsageError(`“${url}” is no address of a service; one looks like http://127.0.0.1:8080.`);
    }
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`);
  }

  /**
   * Calls and reads the JSON that comes back.
   * @param path below the service's address, without a leading slash
   * @throws CommandError with the problem's code, `unreachable`, or `not_the_service`
   */
  async json<S extends TSchema>(method: string, path: string, schema: S, call: Call): Promise<Static<S>> {
    const response = await this.open(method, path, call);
    const value: unknown = await response.json().catch(() => undefined);
    return this.check(schema, value);
  }

  /** Calls; the answer's body is the caller's to read. */
  async open(
    method: string,
    path: string,
    { query, json, body, contentType, signal }: Call,
  ): Promise<Response> {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query ?? {})) {
      for (const one of [value ?? []].flat()) url.searchParams.append(name, String(one));
    }
    const type = json ? 'application/json' : contentType;
    const response = await fetch(url, {
      method,
      signal,
      headers: {
        accept: 'application/json',
        ...(this.apiKey === undefined || this.apiKey === ''
          ? {}
          : { authorization: `Bearer ${this.apiKey}` }),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...(json ? { body: JSON.stringify(json) } : {}),
      // A streamed body needs the word; undici sends and receives at the same time all the same.
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw this.#unreachable(error);
    });
    if (!response.ok) throw await this.#problem(response);
    return response;
  }

  /** @throws CommandError `not_the_service` */
  check<S extends TSchema>(schema: S, value: unknown): Static<S> {
    // What a service of before does not tell yet is filled in.
    const filled = Value.Default(schema, value);
    if (Value.Check(schema, filled)) return filled;
    throw new CommandError(
      'not_the_service',
      `What ${this.#base.href} answers is not what this release expects.`,
      {
        hint: 'Is it an ade-normalizer, and of the same release as this command?',
      },
    );
  }

  async #problem(response: Response): Promise<CommandError> {
    const problem: unknown = await response.json().catch(() => undefined);
    if (Value.Check(Problem, problem)) return new CommandError(problem.code, problem.detail);
    return new CommandError(
      'not_the_service',
      `${this.#base.href} answered ${response.status} ${response.statusText}.`,
    );
  }

  #unreachable(error: unknown): CommandError {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return new CommandError(
      'unreachable',
      `No service can be reached at ${this.#base.href}: ${messageOf(cause)}`,
      {
        cause: error,
        hint: 'Start one with “ade-normalizer serve”, or leave out --url to work in this process.',
      },
    );
  }
}

/** Where a service has an ontology. */
export function ontologyPath(ontology: string): string {
  return `v1/ontologies/${encodeURIComponent(ontology)}`;
}
