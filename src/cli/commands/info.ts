import { grouped } from '../../figure-words.js';
import type { Command } from 'commander';
import { EXIT_CODES, examples, withSharedOptions, type SharedOptions } from '../options.js';
import { withSession } from '../session.js';
import type { BackendInfo } from '../backends/backend.js';

/** `info`: version, encoder and limits. */
export function addInfoCommand(program: Command): void {
  const info = program
    .command('info')
    .description('show version, encoder and limits')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async ({ backend, print, signal }) => {
        const found = await backend.info(signal);
        await print(options.json === true ? `${JSON.stringify(found)}\n` : inWords(found, backend.where));
      });
    });
  withSharedOptions(info).addHelpText(
    'after',
    `${examples(
      ['ade-normalizer info', 'What would work here, and with which limits?'],
      ['ade-normalizer info --url http://ade.example.org --json', 'And over there?'],
    )}
${EXIT_CODES}`,
  );
}

function inWords(
  { version, node, encoder, defaultOntology, auth, limits }: BackendInfo,
  where: string,
): string {
  const width = Math.max(...Object.keys(limits).map((name) => name.length));
  return [
    `ade-normalizer    ${version} (Node ${node})`,
    `works at          ${where}`,
    `encoder           ${encoder ? `${encoder.id}, ${encoder.dimension} dimensions, ${encoder.hash}` : 'not loaded yet'}`,
    `default ontology  ${defaultOntology}`,
    `API keys          ${auth === 'on' ? 'needed' : 'not needed'}`,
    'limits',
    ...Object.entries(limits).map(([name, value]) => `  ${name.padEnd(width)}  ${grouped(value)}`),
    '',
  ].join('\n');
}
