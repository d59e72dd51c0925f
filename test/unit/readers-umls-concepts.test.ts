import t from 'tap';
import type { ReadChoice } from '#src/ontology/readers/choice.js';
import { namesOf } from '../fixtures/readers/read.js';
import { conso, merged, named, readUmls, rel, rows } from '../fixtures/readers/umls.js';

t.test('the preferred name: by rank where there is MRRANK.RRF, else what UMLS prefers', async (t) => {
  const nameOf = async (names: string, ranks?: string) =>
    (await readUmls(t, { 'MRCONSO.RRF': names, ...(ranks === undefined ? {} : { 'MRRANK.RRF': ranks }) }))
      .concepts[0]?.name;
  const cui = 'C0000001';
  const names = [
    conso({ cui, str: 'first' }),
    conso({ cui, str: 'atom', ispref: 'Y' }),
    conso({ cui, str: 'string', stt: 'PF' }),
    conso({ cui, str: 'string and atom', stt: 'PF', ispref: 'Y' }),
    conso({ cui, str: 'term', ts: 'P' }),
    conso({ cui, str: 'second term', ts: 'P' }),
    conso({ cui, str: 'other source', sab: 'BBB', tty: 'PT' }),
  ];
  t.equal(await nameOf(names.join('')), 'term');
  t.equal(await nameOf(names.slice(0, 4).join('')), 'string and atom');
  t.equal(await nameOf(names.slice(0, 3).join('')), 'string');
  t.equal(await nameOf(names.slice(0, 2).join('')), 'atom');
  t.equal(await nameOf(named(cui, 'one', 'two')), 'one');
  // As numbers: not in the order of their digits.
  const ranks = rows(['0999', 'AAA', 'SY', 'N'], ['1000', 'BBB', 'PT', 'N'], ['x', 'AAA', 'SY', 'N']);
  t.equal(await nameOf(names.join(''), ranks), 'other source');
  t.equal(await nameOf(names.slice(0, 6).join(''), ranks), 'term', 'of equal rank, what UMLS prefers');
});

t.test('names of the consumer health vocabulary are lay names', async (t) => {
  const { byId } = await readUmls(t, {
    'MRCONSO.RRF': [
      conso({ cui: 'C0000001', str: 'can’t sleep', sab: 'CHV', ts: 'P', stt: 'PF', ispref: 'Y' }),
      conso({ cui: 'C0000002', str: 'Insomnia', tty: 'PT' }),
      conso({ cui: 'C0000002', str: 'insomnia', sab: 'CHV' }),
      conso({ cui: 'C0000002', str: 'awake at night', sab: 'CHV' }),
      conso({ cui: 'C0000002', str: 'Awake at night', sab: 'BBB' }),
    ].join(''),
  });
  t.equal(byId.get('C0000001')?.name, 'can’t sleep', 'where there is no other, one is the preferred name');
  t.strictSame(namesOf(byId.get('C0000002')), ['synonym Awake at night'], 'a synonym is stronger');
});

t.test('parents: PAR and CHD in their directions, of chosen sources, among what is kept', async (t) => {
  const [a, b, c, d] = ['C0000001', 'C0000002', 'C0000003', 'CL000004'] as const;
  const gone = 'C0000009';
  const files = {
    'MRCONSO.RRF':
      [a, b, c].map((cui) => named(cui, `name of ${cui}`)).join('') +
      named(d, 'fourth') +
      conso({ cui: d, str: 'of B', sab: 'BBB' }),
    'MRREL.RRF': [
      rel(a, 'PAR', b),
      rel(b, 'CHD', a),
      rel(b, 'CHD', d),
      rel(a, 'PAR', c, 'BBB'),
      rel(a, 'PAR', d, 'AAA', 'O'),
      rel(a, 'PAR', gone),
      rel(gone, 'PAR', a),
      rel(c, 'PAR', c),
      rel(c, 'RB', a),
      rel(c, 'RN', b),
      rel(c, 'SIB', d),
    ].join(''),
  };
  const parentsOf = async (choice: ReadChoice) => {
    const { concepts, report } = await readUmls(t, files, choice);
    t.equal(report.orphans, 0);
    t.strictSame(report.skipped, {});
    return Object.fromEntries(concepts.map(({ id, parents }) => [id, parents]));
  };
  t.strictSame(await parentsOf({}), { [a]: [b, c], [b]: [], [c]: [], [d]: [b] });
  t.strictSame(await parentsOf({ sources: ['AAA'] }), { [a]: [b], [b]: [], [c]: [], [d]: [b] });
  t.strictSame(await parentsOf({ sources: ['BBB'] }), { [d]: [] });
  t.strictSame(await parentsOf({ suppressed: true }), { [a]: [b, c, d], [b]: [], [c]: [], [d]: [b] });
});

t.test('retired CUIs: merged ones, through chains, and no others', async (t) => {
  const { byId } = await readUmls(t, {
    'MRCONSO.RRF': named('C0000001', 'Rash') + named('C0000002', 'Itch') + named('C0000003', 'Pain'),
    'MRCUI.RRF': [
      merged('C0000010', 'SY', 'C0000001'),
      merged('C0000012', 'SY', 'C0000011'),
      merged('C0000011', 'SY', 'C0000010'),
      merged('C0000020', 'RB', 'C0000002'),
      merged('C0000021', 'RN', 'C0000002'),
      merged('C0000022', 'RO', 'C0000002'),
      merged('C0000023', 'DEL', '', ''),
      merged('C0000024', 'SY', 'C0000002', 'N'),
      merged('C0000025', 'SY', 'C0000026'),
      merged('C0000026', 'SY', 'C0000025'),
      merged('C0000027', 'SY', 'C0000099'),
      merged('C0000003', 'SY', 'C0000002'),
    ].join(''),
  });
  t.strictSame(byId.get('C0000001')?.replaces, ['C0000010', 'C0000012', 'C0000011']);
  t.notOk(byId.get('C0000002')?.replaces);
});
