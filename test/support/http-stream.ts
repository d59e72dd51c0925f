import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { Type, type Static } from '@sinclair/typebox';
import { read } from './http.js';

/** A line of an answer: a result, an error, or the summary. */
const StreamLine = Type.Object({
  line: Type.Optional(Type.Integer()),
  generation: Type.Optional(Type.Union([Type.Null(), Type.Integer()])),
  id: Type.Optional(Type.String()),
  candidates: Type.Optional(Type.Array(Type.Object({ name: Type.String(), conceptId: Type.String() }))),
  events: Type.Optional(Type.Array(Type.Object({ text: Type.String(), mark: Type.String() }))),
  error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
  summary: Type.Optional(
    Type.Object({
      lines: Type.Integer(),
      ok: Type.Integer(),
      failed: Type.Integer(),
      seconds: Type.Number(),
      generations: Type.Array(Type.Integer()),
      aborted: Type.Optional(Type.String()),
    }),
  ),
});
export type StreamLine = Static<typeof StreamLine>;

/** A stream of mentions on a socket of its own, to be written and read bit by bit. */
export interface OpenStream {
  readonly request: ClientRequest;
  readonly response: Promise<IncomingMessage>;
  /** Sends bytes; waits until the socket can take more. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** The next line of the answer; undefined after the last. */
  next(): Promise<StreamLine | undefined>;
  /** All lines that are still to come. */
  rest(): Promise<StreamLine[]>;
}

/** Opens a stream; it is ended by `request.end()`. */
export function openStream(
  base: string,
  query = '',
  headers: Record<string, string> = {},
  path = '/v1/normalize/stream',
): OpenStream {
  const sent = request(`${base}${path}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    agent: false,
  });
  sent.flushHeaders();
  const response = once(sent, 'response').then(([answer]: IncomingMessage[]) => {
    if (!answer) throw new Error('no answer');
    return answer;
  });
  // Its failure is met by whoever reads.
  response.catch(() => undefined);
  sent.on('error', () => undefined);
  async function* lines() {
    for await (const line of createInterface({ input: await response, crlfDelay: Infinity }))
      yield read(StreamLine, JSON.parse(line));
  }
  const reading = lines();
  const next = async () => {
    const step = await reading.next();
    return step.done === true ? undefined : step.value;
  };
  return {
    request: sent,
    response,
    write: async (bytes) => {
      if (!sent.write(bytes)) await once(sent, 'drain');
    },
    next,
    rest: async () => {
      const all: StreamLine[] = [];
      for (let line = await next(); line; line = await next()) all.push(line);
      return all;
    },
  };
}
