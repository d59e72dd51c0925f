import t from 'tap';
import type { Lane } from '#src/inference/index.js';
import { LaneQueue, type QueuedText } from '#src/inference/queue.js';

const text = (lane: Lane, id: number): QueuedText => ({
  input: { ids: Int32Array.of(id) },
  model: 0,
  lane,
  enqueuedAt: 0,
  cancelled: false,
  failures: 0,
  batch: null,
  deliver: () => undefined,
  fail: () => undefined,
  abandon: () => undefined,
});
const first = (): number[] => [0];
const idsOf = (texts: readonly QueuedText[]): number[] => texts.map((queued) => queued.input.ids[0] ?? -1);

t.test('lanes take weighted turns, and no lane starves', async (t) => {
  const queue = new LaneQueue();
  for (let i = 0; i < 130; i += 1)
    for (const lane of ['live', 'bulk', 'background'] as const) queue.push(text(lane, i));
  const turns: Record<Lane, number> = { live: 0, bulk: 0, background: 0 };
  for (let i = 0; i < 130; i += 1) for (const taken of queue.take(256, first)) turns[taken.lane] += 1;
  t.same(turns, { live: 80, bulk: 40, background: 10 });
});

t.test('an empty lane leaves its turns to the others', async (t) => {
  const queue = new LaneQueue();
  for (let i = 0; i < 3; i += 1) queue.push(text('background', i));
  t.same([queue.take(9, first), queue.take(9, first), queue.take(9, first)].map(idsOf), [[0], [1], [2]]);
  t.same(queue.take(9, first), []);
});

t.test('cancelled texts go, texts put back come first', async (t) => {
  const queue = new LaneQueue();
  const [a, b, c] = [text('live', 1), text('live', 2), text('live', 3)];
  queue.push(b);
  queue.push(c);
  queue.unshift([a]);
  b.cancelled = true;
  queue.dropCancelled();
  t.equal(queue.size, 2);
  t.same(idsOf(queue.take(256, (texts) => texts.map((_, i) => i))), [1, 3]);
});

t.test('all that waits may be taken at once', async (t) => {
  const queue = new LaneQueue();
  queue.push(text('background', 1));
  queue.push(text('live', 2));
  t.same(idsOf(queue.takeAll()), [2, 1]);
  t.equal(queue.size, 0);
});
