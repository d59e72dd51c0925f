import fc from 'fast-check';
import t from 'tap';
import { carriesTwoEvents, looksNegated } from '#src/text/index.js';

const DENIED = [
  'no headache',
  'not dizzy',
  'never had',
  'never had any nausea',
  'without nausea',
  'denies chest pain',
  'rash went away',
  "didn't get a headache",
  "haven't had any nausea",
  "I don't have a rash",
  'no more headaches',
  'no longer dizzy',
  'not feeling dizzy',
  "isn't itchy",
  'pain free',
  'headache is gone',
  'no hair loss',
  'no loss of appetite',
  'no sleep problems',
  'No side effects',
  'no vomiting',
  'not nauseous at all',
  'did not experience dizziness',
  'never felt sick',
  'zero nausea',
  'symptoms have disappeared',
  'stopped itching',
  'no appetite loss',
  'no problems sleeping',
  "doesn't make me drowsy",
  "hasn't caused weight gain",
  'neither nausea nor vomiting',
  'negative for seizures',
  'no weight gain',
  'not drowsy',
  'not had a rash',
  'no nausea',
  'my headache has gone now',
  'not even a headache',
  'no rash',
  'rash cleared up',
  'the swelling has subsided',
  'DOESN’T HAVE A FEVER',
  'no&nbsp;headache',
];

/** To be without it, or not to do it, is the event. */
const NOT_DENIED = [
  'pins and needles',
  "can't sleep",
  'no energy',
  'no appetite',
  'not sleeping',
  'black and blue',
  'loss of appetite',
  'up and down',
  "don't want to eat",
  'unable to sleep',
  'not able to walk',
  'no sex drive',
  'not myself',
  'not hungry',
  "don't feel well",
  "don't feel like eating",
  "couldn't sleep",
  "won't stop bleeding",
  "can't feel my feet",
  'no interest in anything',
  'not eating',
  'never hungry',
  'never felt so sick',
  'never had headaches like this',
  'never had migraines before',
  "can't walk without pain",
  'no sleep',
  'no motivation at all',
  'not feeling well',
  'no feeling in my toes',
  'not right in the head',
  "didn't sleep",
  "haven't slept",
  "haven't pooped in a week",
  'no longer able to sleep',
  'no longer interested in sex',
  'my appetite is gone',
  'lost my voice',
  'taste has gone',
  'no end to the itching',
  'not going to lie this headache hurts',
  "rash won't go away",
  'headache never goes away',
  'gained weight without trying',
  'collapsed without warning',
  'not only tired but dizzy',
  'no patience',
  'no sense of taste',
  'cannot think straight',
  'not thinking clearly',
  'period disappeared',
  'no real appetite',
  'hair gone',
  'not breathing right',
  "no wonder I'm dizzy",
  'no idea where I am',
  'not with it',
  'lack of sleep',
  'without sleep',
  'up all night without any sleep',
  'heart stopped',
  'stopped breathing',
  'not peeing much',
  'no saliva',
  'can not sleep',
  'not getting any sleep',
  'not getting enough sleep',
  'I do not sleep',
  'knot in stomach',
  'nose bleeds',
  'note to self my head hurts',
  "don't have any energy",
  "didn't have an appetite",
  'no good, dizzy',
  'no words come out',
  'not in the mood',
  'does not let me sleep',
  'no emotions',
  'no desire for food',
  'never get enough air',
  'not pooping',
  'not fun being this dizzy',
  'my wee has gone orange',
  'the rash never went away',
  'rash disappeared then came back',
  'hoping it has gone away before Monday',
  'no eggs left',
  "haven't had a number two since Thursday",
  '',
];

const TWO_EVENTS = [
  'nausea and vomiting',
  'headache, dizzy',
  'tired + dizzy',
  'dizziness/headache',
  'itching & rash',
  'nausea &amp; headaches',
  'dizzy but also sweating',
  'hives and wheezing',
  'gassy, wobbly',
  'headache with nausea',
  'nausea w/ headache',
  'nausea w/headache',
  'insomnia, anxiety, sweating',
  "throwing up and can't sleep",
  'rash then fever',
  'tired n dizzy',
  'vomiting / diarrhea',
  'sweaty and shaky',
  'dry mouth and constipation',
  'weight gain; hair loss',
  'dizzy. nauseous',
  'nausea - headache',
  'fever plus chills',
  'hair loss and acne',
  "can't sleep or eat with palpitations",
  'headache\nfever',
];

const ONE_EVENT = [
  'pins and needles',
  'black and blue',
  'up and down',
  'up and down all night',
  'wide awake at 4am, since I started',
  'hands and feet swollen',
  'arms and legs feel like lead',
  'tired and exhausted',
  'aches and pains',
  '24/7 headache',
  'headache w/o reason',
  'headache, ugh',
  'so so tired, every day',
  'tossing and turning',
  'on and off headache',
  'sick and tired',
  'woke up with headache',
  'covered with rash',
  'gained 1,000 pounds',
  'head and neck pain',
  'eyes and nose',
  'headache for days and days',
  'numb hands and feet',
  'pain in arms and legs',
  'more and more tired',
  'headache again and again',
  "can't sleep",
  'dizzy all the time, help',
  'he/she is dizzy',
  'stomach in knots',
  "I can't eat and drink",
  'brand name',
  'face and lips swelled',
  'headache, day 3',
  '',
  'w/ a headache',
];

t.test('looksNegated', (t) => {
  for (const text of DENIED) t.equal(looksNegated(text), true, text);
  for (const text of NOT_DENIED) t.equal(looksNegated(text), false, text);
  t.end();
});

t.test('carriesTwoEvents', (t) => {
  for (const text of TWO_EVENTS) t.equal(carriesTwoEvents(text), true, text);
  for (const text of ONE_EVENT) t.equal(carriesTwoEvents(text), false, text);
  t.end();
});

t.test('neither depends on case, nor throws on any text', (t) => {
  for (const text of [...DENIED, ...NOT_DENIED])
    t.equal(looksNegated(text.toUpperCase().replace('&NBSP;', ' ')), looksNegated(text));
  for (const text of [...TWO_EVENTS, ...ONE_EVENT])
    t.equal(carriesTwoEvents(text.toUpperCase()), carriesTwoEvents(text));
  const word = fc.constantFrom(
    ...DENIED,
    ...TWO_EVENTS,
    'no',
    'not',
    'never',
    'without',
    'and',
    ',',
    'with',
    '\ud800',
    '',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string({ unit: 'binary' })), { maxLength: 8 }), (words) => {
      const text = words.join(' ');
      return (
        looksNegated(text) === looksNegated(` ${text}`) &&
        carriesTwoEvents(text) === carriesTwoEvents(` ${text} `)
      );
    }),
  );
  t.end();
});

t.test('both take hostile text in linear time', (t) => {
  for (const unit of [
    'no ',
    'not a ',
    'never had x ',
    'without ',
    'and ',
    ', ',
    'w/',
    '&',
    'no longer a ',
    'nausea with ',
  ]) {
    const hostile = unit.repeat(Math.ceil(100_000 / unit.length));
    const started = performance.now();
    looksNegated(hostile);
    carriesTwoEvents(hostile);
    t.ok(performance.now() - started < 2000, JSON.stringify(unit));
  }
  t.end();
});
