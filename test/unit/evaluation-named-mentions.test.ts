import t from 'tap';
import type { GoldRow } from '#src/evaluation/gold.js';
import { NamedMentions } from '#src/evaluation/named-mentions.js';

const row = (mention: string, start: number | null, rest: Partial<GoldRow> = {}): GoldRow => ({
  ...{ line: 1, mention, answers: [], split: null, fold: null, group: null, weight: 1 },
  span: start === null ? null : { document: 'D', pieces: [{ start, end: start + 9 }] },
  ...rest,
});

t.test('other texts at one place are the pieces of a composite, everything else stands alone', async (t) => {
  const mentions = new NamedMentions();
  mentions.add(row('renal failure', 5), 1);
  mentions.add(row('liver failure', 5), null);
  mentions.add(row('rash', 5), 3);
  mentions.add(row('rash', 5), 4);
  mentions.add(row('rash', 20), 5);
  mentions.add(row('itch', 20, { fold: '2' }), 6);
  mentions.add(row('itch', null), 7);
  mentions.add(row('rash', null), 8);
  mentions.add(row('boil', null, { span: { document: 'D', pieces: [] } }), 9);
  mentions.add(row('itch', null, { span: { document: 'D', pieces: [] } }), 10);
  t.strictSame(mentions.list(), [[1, null, 3], [4], [5], [6], [7], [8], [9], [10]]);
});
