import t from 'tap';
import { isSettled, outcomeOf } from '#src/shadow/compare.js';
import { Tally } from '#src/shadow/tally.js';
import type { FirstAnswer } from '#src/shadow/index.js';

const answer = (id: string | null, decision: FirstAnswer['decision'], name = 'Rash'): FirstAnswer => ({
  concept: id === null ? null : { id, name },
  decision,
  confidence: null,
  pooled: null,
});

t.test('two answers are the same by concept and decision', (t) => {
  t.equal(outcomeOf(answer('1', 'auto'), answer('1', 'auto')), 'same');
  t.equal(outcomeOf(answer('1', 'auto'), answer('1', 'auto', 'Exanthema')), 'same', 'under another name');
  t.equal(outcomeOf(answer('1', 'auto'), answer('2', 'auto')), 'concept');
  t.equal(outcomeOf(answer('1', 'none'), answer(null, 'none')), 'concept', 'which one has lost');
  t.equal(outcomeOf(answer(null, 'none'), answer(null, 'none')), 'same');
  t.equal(outcomeOf(answer('1', 'auto'), answer('1', 'review')), 'decision');
  t.equal(outcomeOf(answer('1', 'auto'), answer('2', 'review')), 'both');
  t.end();
});

t.test('what people settled is told from what was found', (t) => {
  const found = { id: '0', text: 'wired', cleaned: 'wired', decision: 'none', candidates: [] } as const;
  t.notOk(isSettled(found));
  t.ok(isSettled({ ...found, stopped: true }));
  t.end();
});

t.test('a tally counts by kinds, and goes on where it was written', (t) => {
  const tally = new Tally();
  t.match(tally.figures(), { compared: 0, agreement: null, changes: [] });
  for (let i = 0; i < 29_999; i += 1) tally.add(answer('1', 'auto'), answer('1', 'auto'));
  tally.add(answer('1', 'auto'), answer('2', 'auto'));
  t.equal(tally.figures().agreement, 0.9999, 'never rounded to all');
  tally.add(answer('1', 'auto'), answer('2', 'review'));
  tally.add(answer('1', 'none'), answer('2', 'review'));
  tally.skip(7);
  const again = Tally.read(tally.toText());
  again.add(answer('3', 'none'), answer('4', 'review'));
  again.fail(2);
  t.strictSame(again.figures(), {
    compared: 30_003,
    skipped: 7,
    failed: 2,
    agreement: 0.9998,
    differences: { concept: 4, decision: 3, same: 29_999 },
    changes: [
      { from: 'none', to: 'review', otherConcept: true, count: 2 },
      { from: 'auto', to: 'auto', otherConcept: true, count: 1 },
      { from: 'auto', to: 'review', otherConcept: true, count: 1 },
    ],
  });
  t.match(tally.figures(), { compared: 30_002 }, 'the first is its own');
  t.end();
});
