import t, { type Test } from 'tap';
import { goldSetInWords } from '#src/cli/gold-set-words.js';
import { readContent } from '../fixtures/gold/read.js';

async function told(test: Test, content: string): Promise<string> {
  const { report } = await readContent(test, content, 'set.csv');
  const made = { createdAt: '2026-11-02T10:00:00.000Z', createdBy: 'somebody' };
  const set = { ...made, id: 'ab12cd34ef56ab78', name: 'set', sha256: 'ab12', rows: report.rows, splits: {} };
  return goldSetInWords({ ...set, report });
}

t.test('posts in which there is no event are no mentions, and not left out over posts', async (t) => {
  const rows = 'a,5,9,sick,1,so, sick\nb,,,,,all fine\n,,,,1,\n'.replace('so, sick', '"So, sick"');
  const words = await told(t, `document,begin,end,mention,gold_id,tweet\n${rows}c,,,,,fine\n`);
  t.match(words, /^Left out +1 with a right concept, but without a mention\n {2}line 4: /m);
  t.match(words, /^No event +2 posts in which there is no event: .*--task posts they count.*\n {2}line 3: /m);
  t.notMatch(words, /^Left out .*no event/m);
  t.match(words, /^Offsets +1 mention not standing where the offsets say; .*\n {2}line 2: /m);
});

t.test('without texts they are left out', async (t) => {
  const words = await told(t, 'document,mention,gold_id\na,sick,1\nb,,\n');
  t.match(words, /^Left out +1 posts in which there is no event\n/m);
  t.notMatch(words, /^No event/m);
});
