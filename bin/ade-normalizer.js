#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli.js', import.meta.url);
const ensure = new URL('../scripts/ensure.mjs', import.meta.url);
// In a checkout the command line compiles itself when the sources have changed; an image has no sources.
if (existsSync(ensure) && existsSync(new URL('../src', import.meta.url))) {
  const { ensureBuilt, ensureInstalled } = await import(ensure.href);
  ensureInstalled();
  ensureBuilt();
}
await import(cli.href);
