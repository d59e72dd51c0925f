// `npm start`: installs what is missing, builds, serves.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, root } from './ensure.mjs';

ensureInstalled();
ensureBuilt();
await import(pathToFileURL(join(root, 'dist/main.js')).href);
