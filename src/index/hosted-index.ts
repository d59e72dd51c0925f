import type { Worker } from 'node:worker_threads';
import { messageOf } from '../errors.js';
import { startThread } from '../worker-file.js';
import { checkQueries } from './checks.js';
import { asError, type IndexReply, type IndexRequest, type IndexSpec } from './protocol.js';
import { companionsOf, joined, mostTogether, nextOf, share, type Search } from './searches.js';
import type { IndexKind, Neighbours, VectorIndex } from './vector-index.js';

/** `failed`: its worker could not be replaced; the next search tries once more. */
export type IndexState = 'opening' | 'ready' | 'restarting' | 'failed' | 'closed';

export interface IndexStatus {
  readonly kind: IndexKind;
  readonly size: number;
  readonly dimension: number;
  readonly state: IndexState;
  /** Searches that have no answer yet. */
  readonly pending: number;
  /** How often its worker had to be replaced. */
  readonly restarts: number;
  /** Why the last worker was lost, where one was. */
  readonly lastError?: string;
}

/** A search whose worker was lost is tried once more. */
const ATTEMPTS = 2;

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * An index in a worker thread of its own. Searches that wait are answered together, one batch at a time, small ones
 * first: a lone mention need not wait behind all of an evaluation run. A worker that dies is replaced and the searches
 * it had are tried once more.
 */
export class HostedIndex implements VectorIndex {
  readonly kind: IndexKind;
  readonly size: number;
  readonly dimension: number;
  private state: IndexState = 'opening';
  private waiting: Search[] = [];
  private running: Search[] = [];
  private worker: Worker | undefined;
  private restarts = 0;
  private lastError: Error | undefined;
  /** What the present worker said about its end. */
  private reason: Error | undefined;
  private opening: Waiter | undefined;
  private closing = false;
  private resolveClosed: () => void = () => undefined;
  /** Settles when the index is closed and its worker has ended. */
  readonly closed = new Promise<void>((resolve) => {
    this.resolveClosed = resolve;
  });

  constructor(
    private readonly spec: IndexSpec,
    private readonly workerUrl: URL,
  ) {
    this.kind = spec.kind;
    this.size = spec.size;
    this.dimension = spec.dimension;
  }

  /** Starts the worker; to be called once, before anything else. @throws what hinders the opening */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.opening = { resolve, reject };
      this.startWorker();
    });
  }

  /** The queries must not change until the answer is there. @throws Error once the index is closed */
  async search(queries: Float32Array, count: number, k: number): Promise<Neighbours> {
    checkQueries(queries, count, this.dimension, k);
    if (this.closing) throw new Error('the index is closed');
    const step = mostTogether(k);
    const pieces: Promise<Neighbours>[] = [];
    for (let from = 0; from < count; from += step) {
      const end = Math.min(count, from + step);
      pieces.push(this.enqueue(queries.subarray(from * this.dimension, end * this.dimension), end - from, k));
    }
    if (this.state === 'failed') this.restart();
    this.next();
    return joined(await Promise.all(pieces));
  }

  private enqueue(queries: Float32Array, count: number, k: number): Promise<Neighbours> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ queries, count, k, attempts: 0, passedOver: 0, resolve, reject });
    });
  }

  close(): Promise<void> {
    if (!this.closing) {
      this.closing = true;
      if (this.worker === undefined) this.finish();
      else this.next();
    }
    return this.closed;
  }

  status(): IndexStatus {
    return {
      kind: this.kind,
      size: this.size,
      dimension: this.dimension,
      state: this.state,
      pending: this.waiting.length + this.running.length,
      restarts: this.restarts,
      ...(this.lastError && { lastError: this.lastError.message }),
    };
  }

  private startWorker(): void {
    const worker = startThread(this.workerUrl);
    this.worker = worker;
    this.reason = undefined;
    worker.on('message', (reply: IndexReply) => {
      this.receive(reply);
    });
    worker.on('error', (error: unknown) => {
      this.reason = new Error(`the index worker failed: ${messageOf(error)}`, { cause: error });
    });
    worker.on('exit', (code) => {
      this.workerEnded(code);
    });
    this.send({ type: 'open', spec: this.spec });
  }

  private receive(reply: IndexReply): void {
    const answered = this.running;
    switch (reply.type) {
      case 'opened':
        this.state = 'ready';
        this.opening?.resolve();
        this.opening = undefined;
        break;
      case 'found':
        this.running = [];
        share(reply.neighbours, answered);
        break;
      case 'failed':
        // A failed search leaves the worker as it was; a failed opening ends it.
        if (this.state !== 'ready') this.reason = asError(reply.error);
        this.running = [];
        for (const search of answered) search.reject(reply.error);
    }
    this.next();
  }

  /** Hands the next batch to the worker, if it is free. */
  private next(): void {
    if (this.state !== 'ready' || this.running.length > 0) return;
    const [oldest] = this.waiting;
    if (oldest === undefined) {
      if (this.closing) this.send({ type: 'close' });
      return;
    }
    const first = nextOf(oldest, this.waiting);
    this.running = [first, ...companionsOf(first, this.waiting)];
    this.waiting = this.waiting.filter((search) => !this.running.includes(search));
    const count = this.running.reduce((sum, search) => sum + search.count, 0);
    if (!this.running.includes(oldest)) oldest.passedOver += 1;
    const queries = new Float32Array(count * this.dimension);
    let offset = 0;
    for (const search of this.running) {
      search.attempts += 1;
      queries.set(search.queries, offset);
      offset += search.queries.length;
    }
    this.send({ type: 'search', queries, count, k: first.k }, [queries.buffer]);
  }

  private send(request: IndexRequest, transfer: ArrayBuffer[] = []): void {
    this.worker?.postMessage(request, transfer);
  }

  private workerEnded(code: number): void {
    this.worker = undefined;
    const lost = this.running;
    this.running = [];
    if (this.state === 'ready' && this.closing && lost.length + this.waiting.length === 0) {
      this.finish();
      return;
    }
    const error = this.reason ?? new Error(`the index worker ended with code ${code}`);
    this.lastError = error;
    for (const search of lost.filter(({ attempts }) => attempts >= ATTEMPTS)) search.reject(error);
    this.waiting.unshift(...lost.filter(({ attempts }) => attempts < ATTEMPTS));
    if (this.state === 'ready') this.restart();
    else this.fail(error);
  }

  private restart(): void {
    this.state = 'restarting';
    this.restarts += 1;
    this.startWorker();
  }

  /** The worker could not open the index. */
  private fail(error: Error): void {
    this.state = 'failed';
    this.opening?.reject(error);
    this.opening = undefined;
    for (const search of this.waiting.splice(0)) search.reject(error);
    if (this.closing) this.finish();
  }

  private finish(): void {
    this.state = 'closed';
    this.resolveClosed();
  }
}
