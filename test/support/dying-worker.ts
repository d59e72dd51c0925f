// The real ONNX worker, in a thread that dies when it is handed a batch, while the file named by ADE_TEST_DEATHS
// has deaths left. It comes first, so that it does not miss the message that sets it up.
import '#src/inference/onnx-worker.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '#src/inference/protocol.js';

const file = process.env['ADE_TEST_DEATHS'] ?? '';
parentPort?.on('message', (message: ToWorker) => {
  const left = Number(readFileSync(file, 'utf8'));
  if (message.type !== 'run' || left === 0) return;
  writeFileSync(file, String(left - 1));
  process.exit(9);
});
