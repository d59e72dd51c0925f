import { workerFile } from '../worker-file.js';
import { HostedIndex, type IndexStatus } from './hosted-index.js';
import type { IndexSpec } from './protocol.js';
import type { VectorIndex } from './vector-index.js';

/** Keeps indexes in worker threads, one for each, so that a search never blocks the event loop. */
export interface IndexHost {
  /**
   * Opens an index; several may be open at once, as during a swap.
   *
   * @throws RangeError when the file does not fit the spec; Error when it cannot be read, or the host is closed
   */
  open(spec: IndexSpec): Promise<VectorIndex>;
  /** The indexes that are open or being opened. */
  status(): IndexStatus[];
  /** Closes every index, once the searches that are under way have their answers. */
  close(): Promise<void>;
}

export interface IndexHostOptions {
  /** The script of a worker thread; for tests of what happens when one dies. */
  readonly worker?: URL;
}

export function startIndexHost(options: IndexHostOptions = {}): IndexHost {
  const worker = options.worker ?? workerFile(import.meta.url, './worker');
  const indexes = new Set<HostedIndex>();
  let closed = false;

  return {
    async open(spec) {
      if (closed) throw new Error('the index host is closed');
      const index = new HostedIndex(spec, worker);
      indexes.add(index);
      void index.closed.then(() => indexes.delete(index));
      try {
        await index.open();
      } catch (error) {
        indexes.delete(index);
        throw error;
      }
      return index;
    },
    status() {
      return [...indexes].map((index) => index.status());
    },
    async close() {
      closed = true;
      await Promise.all([...indexes].map((index) => index.close()));
    },
  };
}
