import { Option, type Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { ROLES, newKey, type Role } from '../../keys.js';
import { EXIT_CODES, examples, withSharedOptions, type SharedOptions } from '../options.js';

interface KeyOptions extends SharedOptions {
  readonly role: Role;
  readonly name?: string;
}

/** `keys new`: a key for the service. */
export function addKeysCommands(program: Command): void {
  const keys = withSharedOptions(program.command('keys').description('make API keys for the service'));
  const create = keys
    .command('new')
    .description('make a key: print it once, and the line that the service needs to know it')
    .addOption(
      new Option('--role <role>', 'read: normalize and look; admin: also change what answers')
        .choices(ROLES)
        .makeOptionMandatory(),
    )
    .option(
      '--name <name>',
      'who the key is for, as logs and reports will say (default: the role and a number)',
    )
    .action((_options: object, command: Command) => {
      const {
        role,
        name = `${role}-${randomBytes(3).toString('hex')}`,
        json,
      } = command.optsWithGlobals<KeyOptions>();
      const { key, line } = newKey(name, role);
      process.stdout.write(
        json === true ? `${JSON.stringify({ name, role, key, line })}\n` : inWords(key, line),
      );
    });
  withSharedOptions(create).addHelpText(
    'after',
    `${examples(
      ['ade-normalizer keys new --role read --name triage', 'A key that may normalize'],
      [
        'ade-normalizer keys new --role admin --name ops --json | jq -r .line >> keys.txt',
        'Keep the line only',
      ],
    )}
${EXIT_CODES}`,
  );
}

function inWords(key: string, line: string): string {
  return `Key, shown only now; give it to its user:

  ${key}

Line for the keys file:

  ${line}

Append the line to the file that ADE_API_KEYS_FILE names (any file, one line a key), and start the
service anew. Clients send the key as "Authorization: Bearer <key>"; commands take it from ADE_API_KEY.
`;
}
