import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { MentionSource } from './mentions.js';

const NAMES_A_CONCEPT = 4;

/** Writes a list of `count` generated names as a CSV: concepts with a preferred name and three synonyms each. */
export async function writeNameList(path: string, count: number, source: MentionSource): Promise<void> {
  const out = createWriteStream(path);
  out.write('id,name,synonyms\n');
  for (let i = 0; i < count; i += NAMES_A_CONCEPT) {
    const names = source.take(Math.min(NAMES_A_CONCEPT, count - i)).map(asName);
    const [name = '', ...synonyms] = names;
    const id = `N${String(i / NAMES_A_CONCEPT).padStart(6, '0')}`;
    if (!out.write(`${id},"${name}","${synonyms.join('|')}"\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

/** Without what a CSV or a list of synonyms is cut at. */
function asName(text: string): string {
  return text
    .replace(/[",|;]/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
}
