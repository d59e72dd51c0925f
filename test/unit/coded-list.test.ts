import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { countCodedList, readCodedList, type CodedEntry } from '#src/coded-list.js';
import { AppError } from '#src/errors.js';

async function entries(t: Test, content: string | Uint8Array, fileName = 'list.csv'): Promise<CodedEntry[]> {
  const path = join(t.testdir(), 'upload');
  await writeFile(path, content);
  const found: CodedEntry[] = [];
  for await (const entry of readCodedList(path, { fileName })) found.push(entry);
  t.equal(await countCodedList(path, { fileName }), found.length);
  return found;
}

async function refusal(t: Test, content: string | Uint8Array, fileName = 'list.csv'): Promise<string> {
  try {
    await entries(t, content, fileName);
    return 'nothing was refused';
  } catch (error) {
    if (error instanceof AppError && error.code === 'coded_list_invalid') return error.message;
    throw error;
  }
}

const one = { line: 2, mention: 'can’t sleep; at all', conceptId: '5001', note: 'twice' };

t.test('separators, header words and encodings are found', async (t) => {
  const text = 'verbatim;LLT Code;Comment\n"can’t sleep; at all";5001;twice\n';
  t.strictSame(await entries(t, text), [one]);
  t.strictSame(await entries(t, `\ufeff${text.replaceAll('\n', '\r\n')}`), [one]);
  t.strictSame(await entries(t, Buffer.from(`\ufeff${text}`, 'utf16le')), [one]);
  t.strictSame(await entries(t, Buffer.from(text.replace('’', '\x92'), 'latin1')), [one], 'Windows-1252');
  t.strictSame(await entries(t, `sep=;\n${text}`), [{ ...one, line: 3 }]);
  t.strictSame(await entries(t, 'row\tmeddra_code\tterm\tcode\n1\t7\trash\t5001\n'), [
    { line: 2, mention: 'rash', conceptId: '5001', note: '' },
  ]);
  t.match(await entries(t, 'term,reported_term,pt_code\nRash,red spots,1\n'), [{ mention: 'red spots' }]);
});

t.test('lines are counted through cells that have several, and through empty rows', async (t) => {
  const text = '\n\nmention,code\n\n"red\nspots",1\n,\nitch,None\n';
  t.strictSame(await entries(t, text), [
    { line: 5, mention: 'red\nspots', conceptId: '1', note: '' },
    { line: 8, mention: 'itch', conceptId: null, note: '' },
  ]);
});

t.test('JSONL is known by its name and by its beginning', async (t) => {
  const lines =
    '{"mention":"rash","conceptId":12,"note":"n"}\n\n{"mention":"itch","conceptId":null}\n{"mention":"boil","conceptId":"none","more":1}\n';
  const wanted = [
    { line: 1, mention: 'rash', conceptId: '12', note: 'n' },
    { line: 3, mention: 'itch', conceptId: null, note: '' },
    { line: 4, mention: 'boil', conceptId: null, note: '' },
  ];
  t.strictSame(await entries(t, lines, 'list.txt'), wanted);
  t.strictSame(await entries(t, lines, 'list.jsonl'), wanted);
});

t.test('what is wrong is told with line and column', async (t) => {
  for (const [content, message, fileName] of [
    ['', /list\.csv: the file is empty/],
    ['colour,size\nred,1\n', /“colour”, “size”.*concept_id/],
    ['mention,code\nrash,1\n,2\n', /line 3, column “mention”/],
    ['mention,code\nrash\n', /line 2, column “code” is empty.*none/],
    ['mention,code\nrash, red,1\n', /line 2 has 3 cells, and the header 2/],
    ['mention,code\nrash,1\n"itch,2\nboil,3\n', /quotation mark.*line 3/],
    ['{"mention":"a","conceptId":"1"}\n{"mention":1,"conceptId":"1"}\n', /line 2, member “mention”/],
    ['{"mention":"a"}\n', /line 1, member “conceptId” is needed/],
    ['{"mention":" ","conceptId":"1"}\n', /line 1, member “mention” is empty/],
    ['mention,code\n', /line 1 is no JSON object/, 'list.jsonl'],
    [new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /list\.csv: .*\.xlsx/],
  ] as const) {
    t.match(await refusal(t, content, fileName), message);
  }
});
