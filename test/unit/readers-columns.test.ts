import t from 'tap';
import { findChosen, readChosenColumns } from '#src/ontology/readers/chosen-columns.js';
import { guessColumns } from '#src/ontology/readers/columns.js';
import { layoutOf } from '#src/ontology/readers/delimiter.js';
import { flatColumnsOf } from '#src/ontology/readers/flat-columns.js';

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

t.test('two levels of MedDRA in one table, where a code or a term is missing', (t) => {
  t.strictSame(meanings('llt_code', 'llt_name', 'pt_code'), ['id', 'name', 'parents']);
  t.strictSame(meanings('pt_code', 'pt_name', 'llt_name'), ['id', 'name', 'synonyms']);
  t.end();
});

t.test('a flat MedDRA table is known by four columns, in any order and spelling', (t) => {
  t.strictSame(meanings('PT', 'PT Code', 'note', 'LLT name', 'llt-code'), [
    'PT term',
    'PT code',
    'ignored',
    'LLT term',
    'LLT code',
  ]);
  t.strictSame(
    meanings(
      ...['llt_code', 'llt_term', 'LLT Currency', 'pt_code', 'pt_name', 'hlt_code', 'hlt_term', 'hlgt_code'],
      ...['soc_code', 'SOC', 'primary_soc_fg', 'pt_soc_code'],
    ),
    [
      ...['LLT code', 'LLT term', 'LLT currency', 'PT code', 'PT term', 'HLT code', 'HLT term', 'ignored'],
      ...['SOC code', 'SOC term', 'primary path', 'primary SOC code'],
    ],
    'of a level with a code alone, nothing is taken',
  );
  for (const lost of [0, 1, 2, 3]) {
    const header = ['llt_code', 'llt_term', 'pt_code', 'pt_term'];
    t.equal(flatColumnsOf(header.filter((_, at) => at !== lost)), null);
  }
  t.equal(guessColumns(['id', 'name', 'soc_code', 'soc_term']).meddra, null);
  t.end();
});

/** Header -> meaning where the user names columns, or why they do not fit. */
function chosen(entries: readonly string[], ...header: readonly string[]): readonly string[] | string {
  const { meanings: found, problem } = guessColumns(header, readChosenColumns(entries));
  return problem ?? Object.values(found);
}

t.test('columns that the user names win over guessing, and the others are guessed', (t) => {
  t.strictSame(chosen(['Kode=id', 'WORT = Name'], 'Kode', 'id', 'Wort', 'name', 'synonym'), [
    ...['id', 'ignored', 'name', 'ignored', 'synonyms'],
  ]);
  t.strictSame(chosen(['synonym=ignored'], 'id', 'name', 'synonym'), ['id', 'name', 'ignored']);
  t.strictSame(
    chosen(['alias=lay', 'column 4=lay', 'up=parents'], 'id', 'name', 'alias', '', 'up', 'parent'),
    [...['id', 'name', 'lay', 'lay', 'parents', 'parents']],
  );
  t.strictSame(chosen(['synonym 2=lay'], 'id', 'name', 'synonym 1', 'Synonym_2'), [
    ...['id', 'name', 'synonyms', 'lay'],
  ]);
  t.strictSame(chosen(['a=b=name', '1=id'], 'x', 'a=b'), ['id', 'name'], 'a header may hold the sign');
  const numbers = guessColumns(['x', 'y', '1'], readChosenColumns(['1=id', '2=name'])).meanings;
  t.strictSame(numbers, { 1: 'id', x: 'ignored', y: 'name' }, 'a header comes before a position');
  t.end();
});

t.test('a column named by status keeps the sense of its header', (t) => {
  const named = (header: string) =>
    guessColumns(['id', 'name', header], readChosenColumns([`${header}=status`])).map?.statusInverted;
  t.equal(named('Obsolete'), true);
  t.equal(named('Stand'), false);
  t.end();
});

t.test('a flat MedDRA table whose columns are named is read as they say', (t) => {
  t.strictSame(
    chosen(['pt_code=id', 'pt_term=name', 'llt_term=lay'], 'llt_code', 'llt_term', 'pt_code', 'pt_term'),
    [...['ignored', 'lay', 'id', 'name']],
  );
  t.end();
});

t.test('columns that do not fit are told', (t) => {
  t.equal(chosen(['Code=id'], 'Kode', 'name'), 'no column is called “Code”');
  t.equal(chosen(['7=id'], 'Kode', 'name'), 'there is no column 7');
  t.equal(chosen(['0=id'], 'Kode', 'name'), 'there is no column 0');
  t.match(chosen(['a=id', 'b=id'], 'a', 'b'), /^only one column can be the id/);
  t.match(
    chosen(['a=name'], 'id', 'a', 'A'),
    ['id', 'name', 'ignored'],
    'as it stands counts before as it compares',
  );
  t.match(
    chosen(['a=name'], 'id', 'a', 'a'),
    /only one column can be the name; .*by its position, such as 3=name/,
  );
  t.match(chosen(['a=id', '1=name'], 'a', 'b'), /“1” cannot be both id and name/);
  t.equal(findChosen(['a'], readChosenColumns(['a=id', 'a=id'])).problem, null, 'said twice');
  for (const [entry, words] of [
    ['code', /“code” does not say which column is what; write header=role, such as code=id/],
    ['=id', /does not say which column/],
    ['code=key', /“key” in “code=key” is no role\. The roles are id, name, synonyms, .*ignored/],
    ['code=', /“” in “code=” is no role/],
  ] as const)
    t.throws(() => readChosenColumns([entry]), { code: 'invalid_request', message: words });
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
  t.equal(layoutOf(['id;name;synonyms, lay, and so on', '1;x;a,b,c']).between, ';');
  t.equal(layoutOf(['id,name', '1,"a|b|c"']).between, ',');
  t.equal(layoutOf(['"id"\t"name"', '1\tx']).between, '\t');
  t.equal(layoutOf(['T1|Pain, chronic', 'T2|Rash']).between, '|');
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

t.test('columns named by position, with and without a header', (t) => {
  const layout = (entries: readonly string[], ...lines: readonly string[]) =>
    layoutOf(lines, readChosenColumns(entries));
  const plain = layout(['2=id', '3=name'], 'x;10;Rash;active', 'y;11;Itch;retired');
  t.equal(plain.headerless, true);
  t.equal(plain.between, ';');
  t.strictSame(plain.columns.meanings, {
    ...{ 'column 1': 'ignored', 'column 2': 'id', 'column 3': 'name', 'column 4': 'ignored' },
  });
  const header = layout(['1=id', '2=name'], 'Kode;Wort', '10;Rash');
  t.equal(header.headerless, false, 'ids have digits');
  t.strictSame(header.columns.meanings, { Kode: 'id', Wort: 'name' });
  t.equal(layout(['1=id', '2=name'], 'id1,name1', 'T1,x').headerless, false, 'known headers');
  t.equal(layout(['3=lay'], '1,Rash,x', '2,Itch,y').columns.map, null, 'an id is not guessed from data');
  t.end();
});

t.test('the delimiter is the one that has the columns named', (t) => {
  const named = readChosenColumns(['Kode=id', 'Wort=name']);
  t.equal(layoutOf(['Kode;Wort;a, b, c, d', '1;x;y'], named).between, ';');
  t.equal(layoutOf(['Kode|Wort', '1|x, y, z'], named).between, '|');
  t.end();
});
