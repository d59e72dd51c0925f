import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * The file to start a worker thread from, whether the service runs compiled or from its sources.
 *
 * Compiled, it is the `.js` file beside the caller. From sources (tsx, tap) a thread does not inherit the
 * TypeScript loader on every Node version, so it starts from a two-line module that registers the loader and
 * then imports the `.ts` file.
 *
 * @param importMetaUrl the caller's `import.meta.url`
 * @param name the worker's file name without extension, relative to the caller: `./worker`
 */
export function workerFile(importMetaUrl: string, name: string): URL {
  if (!importMetaUrl.endsWith('.ts')) return new URL(`${name}.js`, importMetaUrl);
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const source = JSON.stringify(new URL(`${name}.ts`, importMetaUrl).href);
  const start = `import { register } from ${loader}; register(); await import(${source});`;
  return new URL(`data:text/javascript,${encodeURIComponent(start)}`);
}

/** Starts a thread, without the loaders on the process's command line: they cost more than most threads do. */
export function startThread(file: URL, options: WorkerOptions = {}): Worker {
  return new Worker(file, { execArgv: [], ...options });
}
