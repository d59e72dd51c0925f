import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { WebSocket } from 'undici';

/** Where a browser usually is; `CHROMIUM` may name another. */
export const BROWSER = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

const Message = Type.Object({
  id: Type.Optional(Type.Integer()),
  method: Type.Optional(Type.String()),
  params: Type.Optional(Type.Unknown()),
  result: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Object({ message: Type.String() })),
});
const Event = Type.Object({
  request: Type.Optional(Type.Object({ url: Type.String() })),
  entry: Type.Optional(Type.Object({ level: Type.String(), text: Type.String() })),
  exceptionDetails: Type.Optional(Type.Object({ text: Type.String() })),
});
const Evaluated = Type.Object({
  result: Type.Object({ value: Type.Optional(Type.Unknown()) }),
  exceptionDetails: Type.Optional(Type.Unknown()),
});

/** How a page is shown; sizes are in pixels. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly colours?: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
}

/** A page in a browser of its own, and what happened in it. */
export interface Page {
  /** Addresses that it asked for. */
  readonly requests: readonly string[];
  /** What its console complained of. */
  readonly errors: readonly string[];
  open(url: string): Promise<void>;
  /** The value of an expression. */
  evaluate(expression: string): Promise<unknown>;
  /** Waits until an expression is true, and gives its value. */
  waitFor(expression: string): Promise<unknown>;
  screenshot(): Promise<Buffer>;
  /** Shows the page so wide and high, in light or dark colours, on the screen or as on paper. */
  show(view: View): Promise<void>;
  close(): Promise<void>;
}

/** What one step of the browser may take; a busy machine starts one slowly. */
const STEP_MS = 30_000;

/** @throws Error that names the step when it has not come about in time; it never hangs. */
async function within<T>(step: string, work: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(STEP_MS);
  const timeout = once(late, 'abort').then(() => {
    throw new Error(`The browser took too long: ${step}`);
  });
  return await Promise.race([work, timeout]);
}

/** Starts a browser without a window, on a profile of its own, and drives it by the DevTools protocol. */
export async function openPage(browser: string, profile: string): Promise<Page> {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const where = ['--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(browser, [...flags, ...quiet, ...where], { stdio: ['ignore', 'ignore', 'pipe'] });
  // Not `exit`: its helpers write to the profile for a moment longer, and hold its stderr until they end.
  const ended = once(child, 'close');
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await within('end', ended).catch(() => child.kill('SIGKILL'));
  };
  try {
    return await drive(await within('start', devToolsOf(child, ended)), close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** The address of the page's DevTools socket, once the browser has told its port. */
async function devToolsOf(child: ChildProcessByStdio<null, null, Readable>, ended: Promise<unknown>) {
  let said = '';
  const port = new Promise<string>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const end = ended.then(() => {
    throw new Error(`The browser ended: ${said}`);
  });
  const base = `http://127.0.0.1:${await Promise.race([port, end])}`;
  const target: unknown = await (await fetch(`${base}/json/new`, { method: 'PUT' })).json();
  Value.Assert(Type.Object({ webSocketDebuggerUrl: Type.String() }), target);
  return target.webSocketDebuggerUrl;
}

async function drive(address: string, close: () => Promise<void>): Promise<Page> {
  const socket = new WebSocket(address);
  await within('connect', once(socket, 'open'));

  const requests: string[] = [];
  const errors: string[] = [];
  const waiting = new Map<number, (message: Static<typeof Message>) => void>();
  socket.addEventListener('message', ({ data }) => {
    const message: unknown = JSON.parse(String(data));
    Value.Assert(Message, message);
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    if (!Value.Check(Event, message.params)) return;
    const { request, entry, exceptionDetails } = message.params;
    if (message.method === 'Network.requestWillBeSent' && request) requests.push(request.url);
    if (entry?.level === 'error') errors.push(entry.text);
    if (exceptionDetails) errors.push(exceptionDetails.text);
  });
  let last = 0;
  const send = async (method: string, params: object = {}): Promise<unknown> => {
    const id = (last += 1);
    const answer = new Promise<Static<typeof Message>>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await within(method, answer);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`);
  const evaluate = async (expression: string): Promise<unknown> => {
    const answer = await send('Runtime.evaluate', { expression, returnByValue: true });
    Value.Assert(Evaluated, answer);
    if (answer.exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(answer.exceptionDetails)}`);
    return answer.result.value;
  };
  return {
    requests,
    errors,
    evaluate,
    open: async (url) => {
      await send('Page.navigate', { url });
    },
    waitFor: async (expression) => {
      for (const end = performance.now() + 20_000; ;) {
        const value = await evaluate(expression);
        if (Boolean(value)) return value;
        if (performance.now() > end) throw new Error(`This took too long: ${expression}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    screenshot: async () => {
      const answer = await send('Page.captureScreenshot');
      Value.Assert(Type.Object({ data: Type.String() }), answer);
      return Buffer.from(answer.data, 'base64');
    },
    show: async ({ width, height, colours = 'light', media = 'screen' }) => {
      await send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
      const features = [{ name: 'prefers-color-scheme', value: colours }];
      await send('Emulation.setEmulatedMedia', { media, features });
    },
    close,
  };
}
