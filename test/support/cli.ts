import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { startNode } from './child.js';

const ENTRY = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** Starts the command line as its users do: compiled, which `npm test` sees to. */
export function startCli(args: readonly string[], env: Environment): ChildProcess {
  return startNode([ENTRY, ...args], env);
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], env: Environment, input = ''): Promise<Run> {
  return ended(startCli(args, env), input);
}

/** What a started command ended with. */
export async function ended(child: ChildProcess, input = ''): Promise<Run> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin?.end(input);
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

const Result = Type.Object({
  id: Type.String(),
  text: Type.Optional(Type.String()),
  decision: Type.Optional(Type.String()),
  candidates: Type.Array(Type.Object({ conceptId: Type.String(), name: Type.String() }), { default: [] }),
});

/** The results that `normalize --json` printed. */
export function jsonLines(text: string): Static<typeof Result>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const result = Value.Default(Result, JSON.parse(line));
      if (!Value.Check(Result, result)) throw new Error(`This is no result: ${line}`);
      return result;
    });
}
