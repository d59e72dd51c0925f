import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { padBatch, type ModelInput, type PaddedBatch } from '../../src/inference/index.js';
import { readEncoderFolder } from '../../src/encoder/index.js';
import { createTokenizer } from '../../src/inference/tokenizer.js';
import { startThread, workerFile } from '../../src/worker-file.js';
import type { FromCeilingWorker, ToCeilingWorker } from './ceiling-protocol.js';

/** How many texts stand in a batch at most, and how many tokens with padding. */
export interface Shape {
  readonly rows: number;
  readonly tokens: number;
}

export interface CeilingResult {
  readonly perSecond: number;
  readonly cpuMs: number;
  /** Of one batch. */
  readonly p50: number;
  readonly p99: number;
}

const WARM_UP_BATCHES = 8;

/**
 * The most that this machine can embed: as many bare ONNX sessions as the service has workers, fed with texts
 * that are tokenized beforehand and sorted by length, and nothing else to do.
 */
export class Ceiling {
  #best: Shape;

  private constructor(
    private readonly workers: readonly Worker[],
    private readonly sorted: readonly Int32Array[],
    private readonly padId: number,
    readonly shapes: readonly Shape[],
  ) {
    this.#best = shapes[0] ?? { rows: 1, tokens: 1 };
  }

  static async open(
    encoderDir: string,
    workerCount: number,
    texts: readonly string[],
    shapes: readonly Shape[],
  ): Promise<Ceiling> {
    const folder = await readEncoderFolder(encoderDir);
    const tokenizer = createTokenizer(folder);
    const sorted = texts.map((text) => tokenizer.encode(text)).sort((a, b) => a.length - b.length);
    const workers: Worker[] = [];
    for (let i = 0; i < workerCount; i += 1) {
      const worker = startThread(workerFile(import.meta.url, './ceiling-worker'));
      await ask(worker, { type: 'open', modelPath: folder.modelPath, output: folder.manifest.output });
      workers.push(worker);
    }
    return new Ceiling(workers, sorted, tokenizer.padId, shapes);
  }

  get best(): Shape {
    return this.#best;
  }

  get meanTokens(): number {
    return this.sorted.reduce((sum, ids) => sum + ids.length, 0) / this.sorted.length;
  }

  /** Tries every shape, keeps the fastest for the measurements that follow, and gives them all. */
  async chooseShape(): Promise<ReadonlyMap<Shape, CeilingResult>> {
    const results = new Map<Shape, CeilingResult>();
    await this.#measure(batchesOf(this.sorted, this.#best, this.padId).slice(0, WARM_UP_BATCHES));
    for (const shape of this.shapes) results.set(shape, await this.#measureShape(shape));
    for (const [shape, { perSecond }] of results) {
      if (perSecond > (results.get(this.#best)?.perSecond ?? 0)) this.#best = shape;
    }
    return results;
  }

  /** All texts once, in batches of the best shape. */
  measure(): Promise<CeilingResult> {
    return this.#measureShape(this.#best);
  }

  /** Texts one by one in one session: what a lone mention cannot be faster than. */
  async measureAlone(count: number): Promise<CeilingResult> {
    const step = Math.max(1, Math.floor(this.sorted.length / count));
    const texts = this.sorted.filter((_, i) => i % step === 0);
    return this.#measure(
      texts.map((ids) => padBatch([{ ids }], this.padId)),
      this.workers.slice(0, 1),
    );
  }

  async close(): Promise<void> {
    await Promise.all(
      this.workers.map(async (worker) => {
        const ended = once(worker, 'exit');
        worker.postMessage({ type: 'stop' } satisfies ToCeilingWorker);
        await ended;
      }),
    );
  }

  #measureShape(shape: Shape): Promise<CeilingResult> {
    return this.#measure(batchesOf(this.sorted, shape, this.padId));
  }

  async #measure(batches: readonly PaddedBatch[], workers = this.workers): Promise<CeilingResult> {
    const counter = new SharedArrayBuffer(4);
    const started = performance.now();
    const cpu = process.cpuUsage();
    const replies = await Promise.all(
      workers.map((worker) => ask(worker, { type: 'run', batches, counter })),
    );
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const times = replies
      .flatMap((reply) => (reply.type === 'done' ? reply.milliseconds : []))
      .sort((a, b) => a - b);
    const texts = batches.reduce((sum, batch) => sum + batch.rows, 0);
    return {
      perSecond: texts / seconds,
      cpuMs: (user + system) / 1000 / texts,
      p50: times[Math.floor(times.length * 0.5)] ?? 0,
      p99: times[Math.floor(times.length * 0.99)] ?? 0,
    };
  }
}

/** Cuts texts, shortest first, into the largest batches that the shape allows; the longest ones run first. */
function batchesOf(sorted: readonly Int32Array[], { rows, tokens }: Shape, padId: number): PaddedBatch[] {
  const batches: PaddedBatch[] = [];
  let batch: ModelInput[] = [];
  for (const ids of sorted) {
    if (batch.length === rows || (batch.length + 1) * ids.length > tokens) {
      batches.push(padBatch(batch, padId));
      batch = [];
    }
    batch.push({ ids });
  }
  batches.push(padBatch(batch, padId));
  return batches.reverse();
}

function ask(worker: Worker, message: ToCeilingWorker): Promise<FromCeilingWorker> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (reply: FromCeilingWorker) => {
      worker.off('error', reject);
      resolve(reply);
    });
    worker.postMessage(message);
  });
}
