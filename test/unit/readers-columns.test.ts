import t from 'tap';
import { guessColumns, layoutOf } from '../../src/ontology/readers/columns.js';

/** Header -> meaning, as a list. */
function meanings(...header: readonly string[]): readonly string[] {
  return Object.values(guessColumns(header).meanings);
}

t.test('headers are understood whatever their case, spaces and underscores', (t) => {
  t.strictSame(meanings('ID', 'Preferred name'), ['id', 'name']);
  t.strictSame(meanings('term-code', 'TERM', 'Other_Names', 'Definition '), [
    'id',
    'name',
    'synonyms',
    'definition',
  ]);
  t.strictSame(meanings('CUI', 'STR', 'TTY'), ['id', 'name', 'level']);
  t.strictSame(meanings('sctid', 'label', 'isActive', 'Parents'), ['id', 'name', 'status', 'parents']);
  t.strictSame(meanings('id', 'name', 'synonym 1', 'synonym_2', 'Lay term(s)'), [
    'id',
    'name',
    'synonyms',
    'synonyms',
    'lay',
  ]);
  t.end();
});

t.test('the better of two columns is taken, and the other ignored', (t) => {
  t.strictSame(meanings('code', 'id', 'term', 'preferred_name'), ['ignored', 'id', 'ignored', 'name']);
  t.strictSame(meanings('id', 'active', 'conceptId', 'term'), ['ignored', 'status', 'id', 'name']);
  t.end();
});

t.test('two levels of MedDRA in one table', (t) => {
  t.strictSame(meanings('llt_code', 'llt_name', 'pt_code', 'pt_name'), ['id', 'name', 'parents', 'ignored']);
  t.strictSame(meanings('pt_code', 'pt_name', 'llt_name'), ['id', 'name', 'synonyms']);
  t.end();
});

t.test('columns of the same header are told apart in the report', (t) => {
  t.strictSame(guessColumns(['id', 'name', 'alias', 'alias', '']).meanings, {
    id: 'id',
    name: 'name',
    alias: 'synonyms',
    'alias (column 4)': 'synonyms',
    'column 5': 'ignored',
  });
  t.end();
});

t.test('a column of what is out of use is read the other way round', (t) => {
  t.equal(guessColumns(['id', 'name', 'Deprecated']).map?.statusInverted, true);
  t.equal(guessColumns(['id', 'name', 'active', 'deprecated']).map?.statusInverted, false);
  t.equal(guessColumns(['id', 'name']).map?.statusInverted, false);
  t.end();
});

t.test('the delimiter is the one that makes a header, else the one that cuts lines alike', (t) => {
  t.equal(layoutOf(['id;name;synonyms, lay, and so on', '1;x;a,b,c']).delimiter, ';');
  t.equal(layoutOf(['id,name', '1,"a|b|c"']).delimiter, ',');
  t.equal(layoutOf(['"id"\t"name"', '1\tx']).delimiter, '\t');
  t.equal(layoutOf(['T1|Pain, chronic', 'T2|Rash']).delimiter, '|');
  t.end();
});

t.test('only what looks like data is read without a header', (t) => {
  t.equal(layoutOf(['10012345,Rash', '10012346,Itch']).headerless, true);
  t.equal(layoutOf(['Kode,Wort', '1,Rash']).headerless, false);
  t.equal(layoutOf(['T1,Rash,x', 'T2,Itch,y']).headerless, false, 'three columns');
  t.equal(layoutOf(['T1,42', 'T2,43']).headerless, false, 'no name');
  t.equal(layoutOf(['id,name', 'T1,x']).headerless, false);
  t.end();
});
