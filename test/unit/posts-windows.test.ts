import fc from 'fast-check';
import t from 'tap';
import { windowOfEach, windowsOf } from '#src/posts/windows.js';

t.test('a short text is one window, no text is none', async (t) => {
  t.strictSame(windowsOf([1, 2, 3], 6), [{ first: 0, end: 3 }]);
  t.strictSame(windowsOf([], 6), []);
});

t.test('windows end between words and overlap', async (t) => {
  // 1+1+4 | 4 overlaps by its 4 tokens | 2+2+2
  t.strictSame(windowsOf([1, 1, 4, 2, 2, 2], 6, 4), [
    { first: 0, end: 3 },
    { first: 2, end: 4 },
    { first: 3, end: 6 },
  ]);
  t.strictSame(
    windowsOf([6, 6], 6, 4),
    [
      { first: 0, end: 1 },
      { first: 1, end: 2 },
    ],
    'a word that is too long for the overlap is not repeated',
  );
});

t.test('a word is believed where it stands farthest from an edge', async (t) => {
  const lengths = [1, 1, 1, 1, 1, 1];
  const windows = windowsOf(lengths, 4, 2);
  t.strictSame(windows, [
    { first: 0, end: 4 },
    { first: 2, end: 6 },
  ]);
  // Word 2 has 2 before it and 1 after it in the first, 0 before it in the second; of word 3 it is the other way.
  t.strictSame(windowOfEach(windows, lengths), [0, 0, 0, 1, 1, 1]);
});

t.test('for all texts: every word in a window, none too long, every window goes on', async (t) => {
  const room = 20;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: room }), { maxLength: 200 }),
      fc.integer({ min: 0, max: 30 }),
      (lengths, overlap) => {
        const windows = windowsOf(lengths, room, overlap);
        const best = windowOfEach(windows, lengths);
        const tokens = (first: number, end: number): number =>
          lengths.slice(first, end).reduce((sum, length) => sum + length, 0);
        return (
          windows.every(({ first, end }, i) => {
            const before = windows[i - 1];
            const goesOn = before
              ? first > before.first && first <= before.end && end >= before.end
              : first === 0;
            return goesOn && tokens(first, end) <= room && (!before || tokens(first, before.end) <= overlap);
          }) &&
          (windows.at(-1)?.end ?? 0) === lengths.length &&
          best.every((window, word) => {
            const { first, end } = windows[window] ?? { first: -1, end: -1 };
            return first <= word && word < end;
          })
        );
      },
    ),
  );
  t.pass('holds');
});
