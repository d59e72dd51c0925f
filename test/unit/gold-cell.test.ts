import t from 'tap';
import { answersOf, shortenedId } from '#src/evaluation/gold/cell.js';
import { columnsOf } from '#src/evaluation/gold/columns.js';
import { splitIn } from '#src/evaluation/gold/files.js';
import { fits, piecesIn, utf16Offsets } from '#src/evaluation/gold/offsets.js';
import { shownAnswers } from '../fixtures/gold/read.js';

t.test('the golds of a cell', async (t) => {
  for (const [id, name, wanted] of [
    ['501', 'Rash', '501 Rash'],
    ['501.0', '', '501'],
    ['501|502', 'Rash|Itching', '501 Rash | 502 Itching'],
    ['501/502', '', '501 | 502'],
    ['501 or 502', 'Rash or Itching', '501 Rash | 502 Itching'],
    ['D01+D02', 'Nausea+Vomiting', 'D01 Nausea + D02 Vomiting'],
    ['D01+D02|D03', 'Nausea+Vomiting|Upset', 'D01 Nausea + D02 Vomiting | D03 Upset'],
    ['501;502, 501', '', '501 | 502'],
    ['urn:a,b', '', 'urn:a,b'],
    ['http://x.org/A_1|http://x.org/A_2', '', 'http://x.org/A_1 | http://x.org/A_2'],
    ['501|502', 'One name of both', '501 | 502'],
    ['501', 'Nausea/vomiting | both', '501 Nausea/vomiting | both'],
    ['', 'Rash|Weals / hives', '? Rash | ? Weals / hives'],
    ['', 'Nausea + Vomiting', '? Nausea + ? Vomiting'],
    ['501|CONCEPT_LESS', '', '501'],
    ...['none', 'NIL', '-1', 'CONCEPT-LESS', 'concept_less', ''].map(
      (none) => [none, 'No code', ''] as const,
    ),
    ['none', 'Rash', ''],
    ['', '', ''],
  ] as const)
    t.equal(shownAnswers(answersOf(id, name)), wanted, `${id} ${name}`);
  t.equal(shortenedId('1.00136E+07'), '1.00136E+07');
  t.equal(shortenedId('D01+10'), null);
});

t.test('the columns of a header', async (t) => {
  const found = (header: string, chosen = {}) => {
    const columns = columnsOf(header.split(','), chosen);
    if (typeof columns === 'string') return columns;
    const { titles, at } = columns;
    return [at.mention, at.goldId, at.goldName, at.group].map((place) => titles[place] ?? '-').join(' ');
  };
  t.equal(found('ID,Term,General SNOMED ID,Specific SNOMED ID'), 'Term Specific SNOMED ID - -');
  t.equal(
    found('ID,Term,General SNOMED ID,Specific SNOMED ID', { goldId: 'general snomed id' }),
    'Term General SNOMED ID - -',
  );
  t.equal(found('ae,term,term_code,samp_id,term_llt_or_pt'), 'ae term_code term term_llt_or_pt');
  const both = 'type,mention,cui,cui_name,sct_id,sct_name';
  t.equal(found(both), 'mention sct_id sct_name type');
  t.equal(found(both, { goldId: 'cui' }), 'mention cui cui_name type', 'no name of another code');
  t.equal(found(both, { goldName: 'CUI name' }), 'mention cui cui_name type');
  t.equal(found('verbatim,Term'), 'verbatim - Term -');
  t.match(found('a,b'), /no column for the mention; it has "a", "b"/);
  t.match(found('text,b'), /no column for the right concept/);
  t.match(found(both, { fold: 'run' }), /no column “run”, which is to be fold/);
});

t.test('splits in file names', async (t) => {
  for (const [name, split] of [
    ['Set.fold-0.train.txt', 'train'],
    ['XYZtestset_corpus.txt', 'test'],
    ['XYZdevelopset_corpus.txt', 'dev'],
    ['a/validation/1.ann', 'validation'],
    ['TEST.csv', 'test'],
    ['latest.csv', null],
    ['testosterone.csv', null],
  ] as const)
    t.equal(splitIn(name), split, name);
});

t.test('offsets of code points become those of UTF-16', async (t) => {
  const text = '😀 so 😀 dizzy';
  const pieces = utf16Offsets(text)([{ start: 7, end: 12 }]);
  t.strictSame(pieces, [{ start: 9, end: 14 }]);
  t.ok(fits(text, pieces, 'Dizzy'));
  t.notOk(fits(text, [{ start: 7, end: 12 }], 'dizzy'));
  t.strictSame(utf16Offsets('dizzy')([{ start: 0, end: 5 }]), [{ start: 0, end: 5 }]);
  t.strictSame(piecesIn('9 13;20 25'), [
    { start: 9, end: 13 },
    { start: 20, end: 25 },
  ]);
  t.equal(piecesIn('9 9'), null);
  t.equal(piecesIn('9'), null);
});
