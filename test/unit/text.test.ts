import fc from 'fast-check';
import t from 'tap';
import { cleanMention, lexicalSimilarity, trigramSimilarity, trigramsOf } from '#src/text/index.js';

t.test('cleanMention', (t) => {
  const expected: [text: string, cleaned: string, why: string][] = [
    ['', '', 'nothing'],
    ["Can't SLEEP, at all!!", "Can't SLEEP, at all!!", 'case and punctuation stay'],
    ['  so \t\n tired\u00a0today ', 'so tired today', 'whitespace'],
    ['a\u0085b\ufeffc', 'a bc', 'next line is a space, a byte order mark is nothing'],
    [
      'no\u200bsleep\u0000 \u00adat\ud800 all',
      'nosleep at all',
      'zero-width, control, soft hyphen, lone surrogate',
    ],
    ['cafe\u0301', 'café', 'composed'],
    ['itchy &amp;amp; red &lt;3 &#x1F634;', 'itchy & red <3 sleeping', 'entities, to a fixed point'],
    ['&am\u200bp;lt;', '<', 'entities that appear only when zero-width characters go'],
    [`&${'amp;'.repeat(20)}lt;`, `${'amp;'.repeat(11)}lt;`, 'entities too deep to be text'],
    ['AT&T &amp &nosuch;', 'AT&T &amp &nosuch;', 'what is no entity stays'],
    [
      'see https://t.co/aB?x=1&amp;y=2, then (www.x.com).',
      'see link, then (link).',
      'addresses, without their punctuation',
    ],
    ['HTTP://X.COM pic.twitter.com/abc', 'link link', 'addresses in capitals, pictures'],
    ['awww. xhttp://a', 'awww. xhttp://a', 'no addresses'],
    ['.@bob_1 and (@Ann) and @joé', '.@username and (@username) and @username', 'handles'],
    ['me@mail.com 2mg@night', 'me@mail.com 2mg@night', 'no handles: e-mail, dose'],
    ['2mg @night, up @4am @ home @8', '2mg @night, up @4am @ home @8', 'no handles: the preposition'],
    ['@nightowl @4real', '@username @username', 'handles that begin like it'],
    ['took 💊 then 💉 now 😴', 'took pill then syringe now sleeping', 'emoji'],
    ['ugh😭😭 😭', 'ugh sob', 'a run of the same emoji is said once'],
    ['👍🏽 👎', 'thumbs up thumbs down', 'skin tones'],
    ['🤦🏽\u200d♀️ 👩\u200d⚕️ 😵\u200d💫', 'woman facepalming woman health worker dizzy face', 'joined emoji'],
    ['❤️ ☹️ ☹', 'heart frowning face frowning face', 'variation selectors'],
    ['🇬🇧 1️⃣ #️⃣', 'uk one hash', 'flags and keycaps'],
    ['👨🏿\u200d💊', 'man pill', 'a sequence without a name is named by its parts'],
    ['🪗 🇽🇽 🏽 🇬 ok', 'ok', 'what has no name goes'],
    ['🥱🩸', 'yawning face drop of blood', 'newer emoji'],
    ['Brand® and Brand™', 'Brand® and Brand™', 'signs are no emoji'],
    ['Brand®️ Brand™️', 'Brand® Brand™', 'even when shown as such'],
  ];
  for (const [text, cleaned, why] of expected) t.equal(cleanMention(text), cleaned, why);
  t.end();
});

t.test('lexicalSimilarity', (t) => {
  t.equal(lexicalSimilarity('Head-ache!', 'head ache'), 1, 'equal normal forms');
  t.equal(lexicalSimilarity('nausea', 'fog'), 0, 'nothing shared');
  t.equal(lexicalSimilarity('', ''), 0, 'nothing there');
  t.equal(lexicalSimilarity('?', 'nausea'), 0, 'nothing left');
  t.equal(lexicalSimilarity('a', 'a'), 1, 'one letter');
  t.equal(lexicalSimilarity('abc', 'abd'), 2 / 6, 'Dice: of " ab", "abc", "bc " one is shared');
  t.ok(
    lexicalSimilarity('diarrhoea', 'diarrhea') > lexicalSimilarity('diarrhoea', 'dyspnoea'),
    'a misspelling is nearer',
  );
  t.ok(lexicalSimilarity('diarrhoea', 'diarhea') > 0.4, 'and near');
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const similarity = lexicalSimilarity(a, b);
      return (
        similarity >= 0 && similarity <= 1 && similarity === trigramSimilarity(trigramsOf(b), trigramsOf(a))
      );
    }),
  );
  t.end();
});
