// Reads one release and ends: a process of its own, so that its peak memory is that of this reading.
import { openReader } from '../../src/ontology/readers/index.js';
import type { Reading, ReadingRequest } from './reading-protocol.js';

process.once('message', ({ format, folder, choice }: ReadingRequest) => {
  void (async () => {
    const started = performance.now();
    let concepts = 0;
    let names = 0;
    for await (const concept of openReader(format).read(folder, { fileName: folder, choice })) {
      concepts += 1;
      names += concept.names.length;
    }
    const seconds = (performance.now() - started) / 1000;
    const reading: Reading = { concepts, names, seconds, peak: process.resourceUsage().maxRSS * 1024 };
    process.send?.(reading, () => {
      process.disconnect();
    });
  })();
});
