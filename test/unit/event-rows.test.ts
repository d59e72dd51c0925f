import t from 'tap';
import { EVENT_COLUMNS, eventRows } from '#src/cli/event-rows.js';

const post = { number: 3, id: 'c-7', text: 'he was gone by the morning' };
const classified = (label: boolean) => ({
  ...{ generation: 1, text: post.text, events: [] },
  classification: {
    adverseEvent: { label, probability: 0.5 },
    labels: { ADR: 0.5, WD: 0, EF: 0, INF: 0, SSI: 0, DI: 0 },
  },
});

t.test('a post that reports an event of which no words were found has a row all the same', (t) => {
  const [row, ...others] = eventRows(post, classified(true));
  t.strictSame(others, []);
  t.equal(row?.length, EVENT_COLUMNS.length);
  t.strictSame(row?.slice(0, 5), [3, 'c-7', true, 0.5, null]);
  t.strictSame(eventRows(post, classified(false)), [], 'one that reports none has no row');
  t.end();
});
