// Loaded into a process before its own code (`--import`): notes each change on disk in the file that KILL_NOTES
// names, and ends the process as `kill -9` does before change number KILL_AT. Only the main thread counts.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import Database from 'better-sqlite3';

const { KILL_AT, KILL_NOTES } = process.env;
// Taken before anything is wrapped.
const { appendFileSync } = fs;
let changes = 0;

/** @param {string} what is about to be done */
function step(what) {
  changes += 1;
  if (String(changes) === KILL_AT) process.kill(process.pid, 'SIGKILL');
  if (KILL_NOTES) appendFileSync(KILL_NOTES, `${what}\n`);
}

function wrapPromises() {
  const wrapped = fs.promises;
  for (const name of ['rename', 'rm', 'mkdir', 'copyFile', 'writeFile', 'cp']) {
    const original = wrapped[name];
    wrapped[name] = (path, ...rest) => {
      step(`${name} ${kindOf(path)}`);
      return original(path, ...rest);
    };
  }
  const open = wrapped.open;
  wrapped.open = async (path, flags = 'r', ...rest) => {
    if (flags !== 'r') step(`open ${kindOf(path)}`);
    const handle = await open(path, flags, ...rest);
    for (const name of ['write', 'sync']) {
      const original = handle[name].bind(handle);
      handle[name] = (...given) => {
        step(`${name} ${kindOf(path)}`);
        return original(...given);
      };
    }
    return handle;
  };
  syncBuiltinESMExports();
}

function wrapDatabase() {
  const { prepare } = Database.prototype;
  Database.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    const [word = ''] = sql.trim().toLowerCase().split(/\s+/, 1);
    if (!['insert', 'update', 'delete', 'begin', 'commit'].includes(word)) return statement;
    const table = /(?:into|update|from)\s+"?(\w+)/i.exec(sql)?.[1] ?? '';
    for (const name of ['run', 'all']) {
      const original = statement[name];
      statement[name] = (...given) => {
        step(`${word} ${table}`.trim());
        return original.apply(statement, given);
      };
    }
    return statement;
  };
}

/** The last part of a path, with what is random in it left out. */
function kindOf(path) {
  const name = String(path).split('/').at(-1) ?? '';
  return name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '<random>').replace(/[0-9a-f]{64}/, '<hash>');
}

if (isMainThread) {
  wrapPromises();
  wrapDatabase();
}
