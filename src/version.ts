import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { PACKAGE_ROOT } from './config.js';

const Manifest = Type.Object({ version: Type.String() });

/** The version of the service, as package.json has it. */
export const VERSION = Value.Parse(
  Manifest,
  JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')),
).version;
