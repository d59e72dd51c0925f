import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

/**
 * Starts Node as users do: without settings of the service but those given, and without the hooks by which tap would watch
 * the process, which take longer to load than a command does. (Tap puts them into every environment, so `env` takes them
 * out again.)
 */
export function startNode(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ADE_'));
  const given = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return spawn('env', ['-u', 'NODE_OPTIONS', ...given, process.execPath, ...args], {
    env: Object.fromEntries(inherited),
  });
}
