import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { NORMAL_FORM_VERSION, normalForm } from '#src/text/index.js';

interface Case {
  in: string;
  out: string;
  why: string;
}

function isCase(value: unknown): value is Case {
  return typeof value === 'object' && value !== null && 'in' in value && 'out' in value && 'why' in value;
}

const cases = readFileSync(new URL('../fixtures/normal-form.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): unknown => JSON.parse(line))
  .filter(isCase);

/** Pieces that break normal forms, mixed with any text at all. */
const pieces = fc.constantFrom(
  ...cases.map((example) => example.in),
  ...[
    '&',
    ';',
    'amp;',
    '#38;',
    '&#5',
    '\u200b',
    '\u0301',
    '\ud83d',
    '\ude00',
    'İ',
    'ŉ',
    'Σ',
    '<',
    '\u0338',
    '´',
    ' ',
    '\t',
  ],
);
const text = fc
  .array(fc.oneof(pieces, fc.string({ unit: 'binary' }), fc.string()), { maxLength: 6 })
  .map((parts) => parts.join(''));

t.test('gives the form that the fixture states', (t) => {
  t.equal(NORMAL_FORM_VERSION, 1);
  t.ok(cases.length >= 60, 'the fixture is there');
  for (const example of cases) t.equal(normalForm(example.in), example.out, example.why);
  t.end();
});

t.test('is its own normal form', (t) => {
  fc.assert(
    fc.property(text, (text) => {
      const form = normalForm(text);
      return normalForm(form) === form;
    }),
    { numRuns: 2000 },
  );
  t.end();
});

t.test('holds only words and clinical signs, one space apart', (t) => {
  fc.assert(
    fc.property(text, (text) =>
      /^(?:[\p{L}\p{M}\p{N}+<>%]+(?: [\p{L}\p{M}\p{N}+<>%]+)*)?$/u.test(normalForm(text)),
    ),
    { numRuns: 2000 },
  );
  t.end();
});

t.test('settles every single character between letters', (t) => {
  const unsettled: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if (/[\p{Cn}\p{Co}\p{Unified_Ideograph}]/u.test(character)) continue;
    const form = normalForm(`a${character}B`);
    if (normalForm(form) !== form || form.length > 40) unsettled.push(code.toString(16));
  }
  t.same(unsettled, []);
  t.end();
});

t.test('treats plain ASCII as it treats everything else', (t) => {
  const ascii = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  // A Greek letter forces the general way.
  fc.assert(fc.property(ascii, (text) => normalForm(`${text} ω`) === `${normalForm(text)} ω`.trim()));
  t.end();
});

t.test('takes hostile text in linear time', (t) => {
  for (const unit of ['&', '&amp;', '&#5', '&#52', '\u0301', "'", ' ', 'ﬃ', '&am\u200bp;']) {
    const started = performance.now();
    const form = normalForm(unit.repeat(100_000));
    t.equal(normalForm(form), form);
    t.ok(performance.now() - started < 2000, `100,000 times ${JSON.stringify(unit)}`);
  }
  t.end();
});
