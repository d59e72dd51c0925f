/** The thread that holds one learner: asking it blocks the thread, and nothing else. */
import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../errors.js';
import type { FromScoreWorker, ToScoreWorker } from './asked.js';
import { decodeLearner } from './codec.js';
import { openLearner } from './learner.js';
import type { Learner } from './types.js';

if (parentPort === null) throw new Error('this file runs in a worker thread only');
const port = parentPort;
let learner: Learner | undefined;
/** One question after another. */
let last: Promise<void> = Promise.resolve();

port.on('message', (message: ToScoreWorker) => {
  last = last.then(() => answer(message));
});

async function answer(message: ToScoreWorker): Promise<void> {
  try {
    switch (message.type) {
      case 'open': {
        const data = decodeLearner(await readFile(message.path));
        learner = await openLearner(data);
        const { dimension, classes, threshold, blend, best } = data;
        reply({ type: 'opened', head: { dimension, classes, threshold, blend, best } });
        return;
      }
      case 'ask': {
        if (!learner) throw new Error('the learner is not open');
        const { vectors, forms, id } = message;
        const scores = await learner.score(vectors, forms.length);
        const coded = forms.map((form) => learner?.coded(form) ?? []);
        reply({ type: 'answer', id, evidence: { ...scores, coded } });
        return;
      }
      case 'close':
        await learner?.close();
        port.close();
    }
  } catch (error) {
    reply({ type: 'failed', id: message.type === 'ask' ? message.id : null, detail: messageOf(error) });
  }
}

function reply(message: FromScoreWorker): void {
  port.postMessage(message);
}
