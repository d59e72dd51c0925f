import { join } from 'node:path';
import t from 'tap';
import { readMeddraChanges } from '#src/ontology/readers/meddra-changes.js';
import { folderOf, RELEASE } from '../fixtures/readers/meddra.js';

const LLT = [
  '1/9/2025$A$1$9004$Sleeps badly$5001$$$$$$$Y$$',
  '1/9/2025$M$2$9001$Old sleeplessness$5001$$$$$$$N$$',
  '1/9/2025$d$3$9005$Gone$5002$$$$$$$$$',
].join('\r\n');

t.test('rows by file and action, and the terms of llt.seq and pt.seq', async (t) => {
  const path = await folderOf(t, {
    ...RELEASE,
    'SeqAscii/LLT.SEQ': LLT,
    'SeqAscii/pt.seq': '20250901$A$1$5003$Nightmare$$20$$$$$$$$\n\n',
    'SeqAscii/mdhier.seq':
      '20250901$A$1$5003$1120$120$20$n$h$g$s$Psych$$20$Y$\n20250901$D$2$5003$1110$110$10$',
    'SeqAscii/soc.seq': '',
    'SeqAscii/hlt_pt.seq': '20250901$A$1$1120$5003$$',
  });
  const none = { A: 0, D: 0, M: 0 };
  t.strictSame(await readMeddraChanges(path), {
    files: {
      'llt.seq': { counts: { A: 1, D: 1, M: 1 }, unreadable: 0 },
      'pt.seq': { counts: { ...none, A: 1 }, unreadable: 0 },
      'mdhier.seq': { counts: { ...none, A: 1, D: 1 }, unreadable: 0 },
      'soc.seq': { counts: none, unreadable: 0 },
    },
    llt: [
      { code: '9004', name: 'Sleeps badly', action: 'A', currency: 'Y' },
      { code: '9001', name: 'Old sleeplessness', action: 'M', currency: 'N' },
      { code: '9005', name: 'Gone', action: 'D' },
    ],
    pt: [{ code: '5003', name: 'Nightmare', action: 'A' }],
  });
});

t.test('rows without an action or a code are counted', async (t) => {
  const path = await folderOf(t, { 'hlt.seq': 'x\n20250901$X$1$1130$Dreams$$\n20250901$M$1$$Dreams$$\n' });
  const changes = await readMeddraChanges(path);
  t.strictSame(changes?.files, { 'hlt.seq': { counts: { A: 0, D: 0, M: 0 }, unreadable: 3 } });
  t.strictSame((await readMeddraChanges(join(path, 'hlt.seq')))?.files, changes?.files);
});

t.test('no such files, a damaged one, an end that comes too soon', async (t) => {
  t.equal(await readMeddraChanges(await folderOf(t, RELEASE)), null);
  const path = await folderOf(t, { 'pt.seq': 'a\0b' });
  await t.rejects(readMeddraChanges(path), { code: 'ontology_invalid', message: /^pt\.seq: / });
  const reason = new Error('enough');
  await t.rejects(readMeddraChanges(path, AbortSignal.abort(reason)), reason);
});
