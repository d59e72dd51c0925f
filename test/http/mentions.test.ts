import t from 'tap';
import { readMention } from '#src/http/mentions.js';
import { requestIdOf } from '#src/http/plugins/request-id.js';

t.test('a mention is a text, or an object with a text and perhaps an id', (t) => {
  t.strictSame(readMention('a', '0'), { id: '0', text: 'a' });
  t.strictSame(readMention({ text: 'a' }, '3'), { id: '3', text: 'a' });
  t.strictSame(readMention({ id: 'r17', text: 'a', more: 1 }, '0'), { id: 'r17', text: 'a' });
  t.strictSame(readMention({ id: 17, text: 'a' }, '0'), { id: '17', text: 'a' });
  t.strictSame(readMention({ id: null, text: 'a' }, '5'), { id: '5', text: 'a' });
  t.end();
});

t.test('what is no text is left to whoever normalizes', (t) => {
  t.strictSame(readMention(5, '0'), { id: '0', text: 5 });
  t.strictSame(readMention(null, '0'), { id: '0', text: null });
  t.strictSame(readMention(['a'], '0'), { id: '0', text: ['a'] });
  t.strictSame(readMention({ id: 'x' }, '0'), { id: 'x', text: undefined });
  t.end();
});

t.test('an id that cannot be repeated is refused, in its place', (t) => {
  for (const id of [{}, [], true, 'x'.repeat(201)]) {
    t.match(readMention({ id, text: 'a' }, '4'), { id: '4', error: { code: 'mention_invalid' } });
  }
  t.strictSame(readMention({ id: 'x'.repeat(200), text: 'a' }, '4'), { id: 'x'.repeat(200), text: 'a' });
  t.end();
});

t.test('a request keeps its id where that can stand in a log', (t) => {
  t.equal(requestIdOf({ headers: { 'x-request-id': 'job-7.a_B' } }), 'job-7.a_B');
  for (const id of ['', 'two words', 'x'.repeat(129), 'line\nbreak', undefined]) {
    t.match(requestIdOf({ headers: { 'x-request-id': id } }), /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  }
  t.end();
});
