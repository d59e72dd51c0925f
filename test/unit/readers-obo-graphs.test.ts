import { gzipSync } from 'node:zlib';
import t from 'tap';
import { MAX_LINE_LENGTH } from '#src/ontology/readers/text-source.js';
import { namesOf, readSource, refusal } from '../fixtures/readers/read.js';

const OBO = 'http://purl.obolibrary.org/obo/';

function node(number: number, lbl?: unknown, meta?: unknown): object {
  return { id: `${OBO}T_${number}`, ...(lbl === undefined ? {} : { lbl }), type: 'CLASS', meta };
}

function isA(sub: number, obj: number): object {
  return { sub: `${OBO}T_${sub}`, pred: 'is_a', obj: `${OBO}T_${obj}` };
}

function graphs(nodes: readonly unknown[], edges: readonly unknown[] = []): string {
  return JSON.stringify({
    graphs: [{ id: `${OBO}t.json`, meta: { version: 'nodes' }, nodes, edges, equivalentNodesSets: [] }],
  });
}

function synonym(val: unknown, pred: string, more: object = {}): object {
  return { pred, val, xrefs: [], ...more };
}

t.test('a node with all that is read of it', async (t) => {
  const meta = {
    definition: { val: 'A mouth\nthat is dry.', xrefs: ['PMID:1'] },
    synonyms: [
      synonym('Xerostomia', 'hasExactSynonym'),
      synonym('no spit', 'hasRelatedSynonym', { synonymType: `${OBO}hp#layperson` }),
    ],
    basicPropertyValues: [
      { pred: 'http://www.geneontology.org/formats/oboInOwl#hasAlternativeId', val: 'T:8' },
      { pred: 'http://www.geneontology.org/formats/oboInOwl#hasAlternativeId', val: `${OBO}T_9` },
      { pred: 'http://www.geneontology.org/formats/oboInOwl#hasOBONamespace', val: 'test' },
    ],
  };
  const content = graphs(
    [node(1, 'Dry mouth', meta), node(2, 'Mouth problem')],
    [isA(1, 2), { ...isA(1, 3), pred: `${OBO}BFO_0000050` }, isA(1, 4), isA(1, 4)],
  );
  const { concepts, report } = await readSource(t, 'obo-graphs', content);
  t.strictSame(concepts, [
    {
      id: 'T:1',
      name: 'Dry mouth',
      names: [
        { text: 'Xerostomia', kind: 'synonym' },
        { text: 'no spit', kind: 'lay' },
      ],
      definition: 'A mouth that is dry.',
      parents: ['T:2', 'T:4'],
      level: null,
      status: 'current',
      selectable: true,
      replaces: ['T:8', 'T:9'],
    },
    {
      ...{ id: 'T:2', name: 'Mouth problem', names: [], definition: null, parents: [] },
      ...{ level: null, status: 'current', selectable: true },
    },
  ]);
  t.match(report, { format: 'obo-graphs', encoding: 'utf-8', rows: 2, concepts: 2, orphans: 1, skipped: {} });
  t.strictSame(report.columns, {
    id: 'id',
    lbl: 'name',
    type: 'ignored',
    'meta.definition': 'definition',
    'meta.synonyms': 'synonyms, lay',
    'meta.basicPropertyValues': 'replaced ids, replaced by',
  });
});

t.test('only classes with a label are terms', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'obo-graphs',
    graphs([
      node(1, 'Rash'),
      node(2),
      node(3, null),
      { ...node(4, 'part of'), type: 'PROPERTY' },
      { id: `${OBO}T_5`, lbl: 'no type' },
      { id: 'http://www.orpha.net/ORDO/Orphanet_1', lbl: 'From elsewhere', type: 'CLASS' },
      { id: `${OBO}t#fragment`, lbl: 'Odd', type: 'CLASS' },
    ]),
  );
  t.strictSame(
    concepts.map(({ id }) => id),
    ['T:1', 'http://www.orpha.net/ORDO/Orphanet_1', `${OBO}t#fragment`],
  );
  t.match(report, { rows: 3, skipped: {} });
});

t.test('the predicate and the type of a synonym say whether it is a name', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'obo-graphs',
    graphs([
      node(1, 'Abdominal pain', {
        synonyms: [
          synonym('belly ache', 'hasBroadSynonym', { synonymType: 'layperson' }),
          synonym('tummy ache', 'hasExactSynonym', { xrefs: [`${OBO}hp#layperson`] }),
          synonym('sore belly', 'hasNarrowSynonym', { synonymType: `${OBO}hp.owl#layperson` }),
          synonym('gut ache', 'hasRelatedSynonym', { synonymType: `${OBO}OMO_0003003` }),
          synonym('AP', 'hasExactSynonym', { synonymType: `${OBO}hp#abbreviation`, xrefs: 'odd' }),
          synonym('stomachalgia', 'http://www.geneontology.org/formats/oboInOwl#hasExactSynonym'),
          synonym('colic', 'hasNarrowSynonym'),
          synonym('pain', 'hasRelatedSynonym', { xrefs: [7, 'PMID:1'] }),
          synonym(7, 'hasExactSynonym'),
          synonym('--', 'hasExactSynonym'),
          {},
          'odd',
        ],
      }),
    ]),
  );
  t.strictSame(namesOf(concepts[0]), [
    ...['synonym AP', 'synonym stomachalgia'],
    ...['lay belly ache', 'lay tummy ache', 'lay sore belly', 'lay gut ache'],
  ]);
  t.strictSame(report.skipped, { not_a_synonym: 3, field_invalid: 1, name_without_letters: 1 });
  t.match(report.examples[0], { line: 1, detail: /^"colic" is a "hasNarrowSynonym"/ });
});

t.test('deprecated nodes are retired, with the first that stands for them', async (t) => {
  const replacedBy = (...values: readonly unknown[]) => ({
    deprecated: true,
    basicPropertyValues: values.map((val) => ({ pred: `${OBO}IAO_0100001`, val })),
  });
  const { concepts, report } = await readSource(
    t,
    'obo-graphs',
    graphs([
      node(1, 'obsolete a', replacedBy(`${OBO}T_7`, 'T:8')),
      node(2, 'obsolete b', replacedBy('T_7')),
      node(3, 'obsolete c', replacedBy('T:7')),
      node(4, 'obsolete d', replacedBy('T:4')),
      node(5, 'obsolete e', { deprecated: true, basicPropertyValues: 'odd' }),
      node(6, 'f', { ...replacedBy('T:7'), deprecated: false }),
      node(7, 'g'),
    ]),
  );
  t.strictSame(
    concepts.map(({ status, replacedBy: by }) => [status, by]),
    [
      ['retired', 'T:7'],
      ['retired', 'T:7'],
      ['retired', 'T:7'],
      ['retired', undefined],
      ['retired', undefined],
      ['current', undefined],
      ['current', undefined],
    ],
  );
  t.match(report.examples, [{ line: 4, detail: /replaced by itself/ }]);
});

t.test('duplicate ids, a term that is its own parent, and cycles', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'obo-graphs',
    graphs(
      [node(9), node(1, 'A'), node(2, 'B'), node(3, 'C'), node(1, 'A again')],
      [isA(1, 2), isA(2, 3), isA(3, 1), isA(3, 3), isA(404, 1)],
    ),
  );
  t.strictSame(
    concepts.map(({ id, parents }) => [id, ...parents]),
    [
      ['T:1', 'T:2'],
      ['T:2', 'T:3'],
      ['T:3', 'T:1'],
    ],
  );
  t.equal(report.orphans, 0);
  t.match(report.examples, [
    { reason: 'field_invalid', line: 4, detail: /own parent/ },
    { reason: 'duplicate_id', line: 5, detail: 'node 2 has the id "T:1" already', text: /^\{"id":/ },
  ]);
});

t.test('several graphs, edges before nodes, texts full of brackets, and any spacing', async (t) => {
  const tricky = 'nodes":[{}],"\\edges\\\\"]}{[,';
  const document = {
    '@context': { graphs: ['x'], nodes: [{ id: 'no' }] },
    graphs: [
      { edges: [isA(1, 2)], nodes: [node(1, 'A', { definition: { val: tricky } })], id: tricky },
      { nodes: [], edges: [], meta: { nodes: [node(8, 'no')], graphs: [[{ nodes: [1] }]] } },
      { nodes: [node(2, 'B')], edges: [isA(2, 3)] },
    ],
    nodes: [node(9, 'no')],
  };
  const { concepts } = await readSource(t, 'obo-graphs', JSON.stringify(document));
  t.strictSame(
    concepts.map(({ id, parents, definition }) => [id, parents, definition]),
    [
      ['T:1', ['T:2'], tricky],
      ['T:2', ['T:3'], null],
    ],
  );
  const pretty = JSON.stringify(document, null, '\t').replaceAll('\n', '\r\n').replaceAll(':', ' :');
  const again = await readSource(t, 'obo-graphs', pretty.replaceAll('http ://', 'http://'));
  t.equal(again.concepts.length, 2);
});

t.test('pieces do not show: elements and characters that two of them share are read whole', async (t) => {
  const nodes = Array.from({ length: 9000 }, (_, at) => node(at + 1, `Übelkeit ${at} ü€😀 \\"`));
  const edges = nodes.slice(1).map((_, at) => isA(at + 2, at + 1));
  const content = graphs(nodes, edges);
  t.ok(Buffer.byteLength(content) > 4 * 2 ** 18);
  const { concepts } = await readSource(t, 'obo-graphs', content);
  t.strictSame(
    concepts.map(({ name, parents }) => [name, ...parents]),
    nodes.map((_, at) => [`Übelkeit ${at} ü€😀 \\"`, ...(at === 0 ? [] : [`T:${at}`])]),
  );
  const wide = await readSource(t, 'obo-graphs', Buffer.from(`\ufeff${content}`, 'utf16le'));
  t.strictSame(wide.concepts, concepts);
  t.equal((await readSource(t, 'obo-graphs', `\ufeff${content}`)).concepts.length, 9000);
});

t.test('files that are something else, or damaged, are refused in words that help', async (t) => {
  const whole = graphs([node(1, 'Übelkeit'), node(2, 'B')], [isA(1, 2)]);
  for (const [content, words] of [
    ['', /^terms\.obo-graphs: the file has no terms\. An OBO Graphs file is one JSON object/],
    [' \n', /the file has no terms/],
    ['{}', /the file has no terms/],
    ['{"graphs":[]}', /the file has no terms/],
    [graphs([node(1)]), /the file has no terms.* type CLASS that have a label/],
    ['[{"nodes":[]}]', /does not begin with "\{" but has "\[".*\(line 1\)/],
    ['id,name\nT1,x\n', /does not begin with "\{" but has "i"/],
    ['"x"', /does not begin with "\{" but has "\\""/],
    [`${whole}\n${whole}`, /goes on after its end but has "\{".*\(line 2\)/],
    [`${whole}}`, /goes on after its end/],
    [whole.replace(']', '}'), /a "\}" stands where a "\]" is due: the file is not valid JSON/],
    [whole.replace('","type"', ',"type"'), /cut off|not valid JSON|stands where/],
    [whole.replace('Übel', 'Übel\n'), /quotation marks goes over the end of the line/],
    [`{"x":${'['.repeat(2000)}`, /nested too deep/],
    [whole.replace('"is_a",', '"is_a"'), /edge 1: this is not valid JSON: .*\(\{"sub"/],
    [graphs([node(1, 'A')], ['x']), /edge 1: a JSON object in braces is needed/],
    [graphs([node(1, 'A')], [{ sub: 1, pred: 'is_a', obj: 2 }]), /edge 1: sub and obj must be ids/],
    [gzipSync(whole), /compressed with gzip/],
    [Buffer.from(whole, 'utf16le'), /NUL bytes/],
    [Buffer.from(whole, 'latin1'), /the file is not valid UTF-8/],
    [Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), /UTF-32/],
  ] as const) {
    t.match(await refusal(readSource(t, 'obo-graphs', content)), words);
  }
});

t.test('a file that is cut off anywhere is refused', async (t) => {
  const whole = graphs([node(1, 'Übelkeit', { deprecated: false }), node(2, 'B')], [isA(1, 2)]);
  for (let end = 1; end < whole.length; end += 1) {
    t.match(
      await refusal(readSource(t, 'obo-graphs', whole.slice(0, end))),
      /ends in the middle: it was cut off/,
    );
  }
  const bytes = Buffer.from(whole);
  const middleOfLetter = bytes.indexOf(0xc3) + 1;
  t.match(await refusal(readSource(t, 'obo-graphs', bytes.subarray(0, middleOfLetter))), /not valid UTF-8/);
});

t.test('a node of 1 MiB is read, a longer one is refused by its number', async (t) => {
  const long = (length: number) => {
    const empty = JSON.stringify(node(2, 'B', { comments: [''] })).length;
    return graphs([node(1, 'A'), node(2, 'B', { comments: ['x'.repeat(length - empty)] })]);
  };
  t.equal((await readSource(t, 'obo-graphs', long(MAX_LINE_LENGTH))).concepts.length, 2);
  const message = await refusal(readSource(t, 'obo-graphs', long(MAX_LINE_LENGTH + 1)));
  t.match(message, /number 2 of its nodes is longer than 1 MiB/);
  const aside = JSON.stringify({ x: 'y'.repeat(3 * MAX_LINE_LENGTH), graphs: [{ nodes: [node(1, 'A')] }] });
  t.equal((await readSource(t, 'obo-graphs', aside)).concepts.length, 1);
});

t.test('single nodes that cannot be used are told; more than half of them refuse the file', async (t) => {
  const bad = [{ lbl: 'no id', type: 'CLASS' }, node(3, ' '), null, node(4, 7)];
  const good = [1, 2, 5, 6].map((number) => node(number, `name ${number}`));
  const { concepts, report } = await readSource(t, 'obo-graphs', graphs([...good, ...bad]));
  t.equal(concepts.length, 4);
  t.equal(report.rows, 8);
  t.strictSame(
    report.examples.map(({ line, reason }) => [line, reason]),
    [
      [5, 'id_missing'],
      [6, 'name_missing'],
      [7, 'not_an_object'],
      [8, 'field_invalid'],
    ],
  );
  const message = await refusal(readSource(t, 'obo-graphs', graphs([...good.slice(1), ...bad])));
  t.match(message, /4 of 7 terms cannot be used; .*Node 4: the id is empty \(\{"lbl":"no id"/);
  const broken = graphs(good).replace('"type":"CLASS"', '"type":CLASS');
  t.strictSame((await readSource(t, 'obo-graphs', broken)).report.skipped, { not_json: 1 });
});

t.test('a reading can be aborted before the first concept', async (t) => {
  const reason = new Error('enough');
  const reading = readSource(t, 'obo-graphs', graphs([node(1, 'A')]), { signal: AbortSignal.abort(reason) });
  await t.rejects(reading, reason);
});
