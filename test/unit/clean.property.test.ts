import fc from 'fast-check';
import t from 'tap';
import { which, search } from 'node-emoji';
import { cleanMention, MAX_CLEAN_GROWTH, maxCleanedLength } from '#src/text/index.js';

/** Whatever meets in social text, and the pieces of which traps are built. */
const pieces = fc.constantFrom(
  ...[
    '&',
    ';',
    'amp;',
    '&amp;',
    '#38;',
    '&#5',
    '2;',
    '&lt;',
    '&#8203;',
    '&commat;',
    '&#128564;',
    '@',
    '@bob',
    '@username',
  ],
  ...[
    'http://',
    'https://t.co/a',
    'www.',
    'link',
    '.',
    ')',
    ' ',
    '\t',
    '\u00a0',
    '\u0085',
    '\u200b',
    '\u200d',
    '\ufe0f',
    '\ufeff',
  ],
  ...[
    '💊',
    '😴',
    '👩🏽\u200d⚕️',
    '🇬',
    '🇧',
    '1️⃣',
    '\u20e3',
    '☪',
    '⛈',
    '🏽',
    '🪗',
    '™',
    '\ud83d',
    '\ude34',
    '\u0301',
    'e',
    'I',
    '4am',
  ],
);
const text = fc
  .array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ unit: 'binary' }), fc.string()), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

t.test('cleaning twice changes nothing', (t) => {
  fc.assert(
    fc.property(text, (text) => {
      const cleaned = cleanMention(text);
      return cleanMention(cleaned) === cleaned;
    }),
    { numRuns: 5000 },
  );
  t.end();
});

t.test('settles entities that are nested around characters that vanish', (t) => {
  let vanishing = '\u200b';
  for (let depth = 0; depth < 30; depth += 1) vanishing = `&#82${vanishing}03;`;
  const cleaned = cleanMention(`&l${vanishing}t;`);
  t.equal(cleanMention(cleaned), cleaned);
  t.end();
});

t.test('never grows past its bound', (t) => {
  fc.assert(
    fc.property(text, (text) => cleanMention(text).length <= maxCleanedLength(text.length)),
    { numRuns: 5000 },
  );
  t.end();
});

t.test('the bound holds for every emoji that has a name', (t) => {
  const emoji = search(/./).map((found) => found.emoji.replaceAll('\ufe0f', ''));
  t.ok(emoji.length > 1000, 'the library names emoji');
  const growth = emoji.map((emoji) => ((which(emoji) ?? '').length + 1) / emoji.length);
  t.ok(Math.max(...growth) <= MAX_CLEAN_GROWTH);
  t.ok(Math.max(...growth) > MAX_CLEAN_GROWTH / 2, 'the bound is not idle');
  t.equal(maxCleanedLength(10), 10 * MAX_CLEAN_GROWTH);
  t.end();
});

t.test('leaves no control, zero-width or lone surrogate, and no space to collapse', (t) => {
  fc.assert(
    fc.property(text, (text) => {
      const cleaned = cleanMention(text);
      return (
        !/[\p{Cc}\p{Cf}\p{Cs}\p{RI}\p{EMod}\u20e3\ufe0f]|[^\S ]| {2}|^ | $/u.test(cleaned) &&
        cleaned === cleaned.normalize('NFC')
      );
    }),
    { numRuns: 5000 },
  );
  t.end();
});

t.test('takes hostile text in linear time', (t) => {
  const units = [
    '&',
    '&amp;',
    '&#5',
    '&#5\u200b',
    '&#52',
    '@',
    '@a',
    '@a ',
    'a@',
    'http',
    'http://',
    'http://.',
    'www. ',
    'a.',
  ];
  for (const unit of [...units, ' ', '\u200d', '☪☸', '😴\u200d', '🇬', '\u0301']) {
    const hostile = unit.repeat(Math.ceil(100_000 / unit.length));
    const started = performance.now();
    const cleaned = cleanMention(hostile);
    t.ok(performance.now() - started < 3000, `100,000 characters of ${JSON.stringify(unit)}`);
    t.ok(cleaned.length <= maxCleanedLength(hostile.length));
    t.equal(cleanMention(cleaned) === cleaned, true, 'and settles');
  }
  t.end();
});
