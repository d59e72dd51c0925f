import { setTimeout as delay } from 'node:timers/promises';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import t from 'tap';
import { inOrder } from '#src/in-order.js';
import { LineFailure, type Line } from '#src/http/ndjson/line.js';
import { LineSplitter } from '#src/http/ndjson/line-splitter.js';
import { windowsOf } from '#src/http/ndjson/windows.js';

function split(chunks: readonly Buffer[], maxLineBytes = 1000): readonly Line[] {
  const splitter = new LineSplitter(maxLineBytes);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

function shown({ number, content }: Line): string {
  return `${number}:${content instanceof LineFailure ? `!${content.code}` : content}`;
}

t.test('lines end with LF or CRLF, or with the input; empty ones count but are left out', (t) => {
  t.strictSame(split([Buffer.from('a\r\n\n  \nb\nc')]).map(shown), ['1:a', '4:b', '5:c']);
  t.strictSame(split([Buffer.from('a\n')]).map(shown), ['1:a']);
  t.strictSame(split([Buffer.from('')]).map(shown), []);
  t.strictSame(split([]).map(shown), []);
  t.end();
});

t.test('chunks may cut anywhere, in a character too', (t) => {
  const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => JSON.stringify(text));
  const property = fc.property(fc.array(line), fc.array(fc.nat(300)), (lines, cuts) => {
    const whole = Buffer.from(lines.map((text) => `${text}\n`).join(''));
    const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
    const chunks = places.slice(1).map((end, index) => whole.subarray(places[index], end));
    t.strictSame(
      split(chunks).map(shown),
      lines.map((text, index) => `${index + 1}:${text}`),
    );
  });
  fc.assert(property, { numRuns: 200 });
  t.end();
});

t.test('a line that is too long is told and let go of', (t) => {
  const long = Buffer.alloc(11, 'x');
  t.strictSame(split([long, Buffer.from('\nok\n')], 10).map(shown), ['1:!line_too_long', '2:ok']);
  t.strictSame(split([Buffer.from('0123456789\r\n')], 10).map(shown), ['1:0123456789'], 'just fits');
  t.strictSame(split([Buffer.from('0123456789x\n')], 10).map(shown), ['1:!line_too_long'], 'one too many');
  t.strictSame(
    split(
      Array.from({ length: 1000 }, () => long),
      10,
    ).map(shown),
    ['1:!line_too_long'],
  );
  t.end();
});

t.test('bytes that are no UTF-8 fail their line only', (t) => {
  t.strictSame(split([Buffer.from([0x22, 0xff, 0x22, 0x0a, 0x61])]).map(shown), ['1:!invalid_json', '2:a']);
  t.end();
});

t.test('windows are full while input is fast, and go early when it pauses', async (t) => {
  const source = new PassThrough();
  const sizes: number[] = [];
  const reading = (async () => {
    for await (const window of windowsOf(source, { maxLineBytes: 100, size: 4, lingerMs: 5 }))
      sizes.push(window.length);
  })();
  source.write('a\n'.repeat(9));
  await delay(60);
  t.strictSame(sizes, [4, 4, 1]);
  source.end('b\nc');
  await reading;
  t.strictSame(sizes, [4, 4, 1, 2]);
});

t.test('a source that fails fails its windows', async (t) => {
  const source = new PassThrough();
  const windows = windowsOf(source, { maxLineBytes: 100, size: 4, lingerMs: 5 });
  source.destroy(new Error('hung up'));
  await t.rejects(windows.next(), { message: 'hung up' });
});

async function* count(to: number, log: string[] = []): AsyncGenerator<number, void, undefined> {
  for (let i = 1; i <= to; i += 1) {
    log.push(`take ${i}`);
    yield i;
    await delay(0);
  }
}

t.test('results keep the order of the items, and no more than the limit are under way', async (t) => {
  let running = 0;
  let most = 0;
  const results: number[] = [];
  const work = async (item: number) => {
    running += 1;
    most = Math.max(most, running);
    await delay(item % 2 === 0 ? 1 : 8);
    running -= 1;
    return item * 10;
  };
  for await (const result of inOrder(count(9), 2, work)) results.push(result);
  t.strictSame(results, [10, 20, 30, 40, 50, 60, 70, 80, 90]);
  t.equal(most, 2);
});

t.test('a reader who does not take results stops the source', async (t) => {
  const log: string[] = [];
  const results = inOrder(count(100, log), 2, (item) => Promise.resolve(item));
  await results.next();
  await delay(30);
  t.ok(log.length <= 3, `${log.length} were taken`);
});

t.test('a source that pauses holds no result back', async (t) => {
  async function* pausing() {
    yield 1;
    await delay(60_000, undefined, { ref: false });
    yield 2;
  }
  const results = inOrder(pausing(), 2, (item) => Promise.resolve(item));
  t.match(await results.next(), { value: 1 });
});

t.test('a failure comes after the results before it', async (t) => {
  const seen: number[] = [];
  const work = (item: number) => (item === 3 ? Promise.reject(new Error('three')) : Promise.resolve(item));
  await t.rejects(
    (async () => {
      for await (const result of inOrder(count(9), 2, work)) seen.push(result);
    })(),
    { message: 'three' },
  );
  t.strictSame(seen, [1, 2]);
});
