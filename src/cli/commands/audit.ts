import { grouped } from '../../figure-words.js';
import type { Command } from 'commander';
import type { AuditView } from '../../audit.js';
import { answer } from '../answer.js';
import { CommandError } from '../errors.js';
import {
  finish,
  morePages,
  type PageOptions,
  pageQueryOf,
  type SharedOptions,
  withPaging,
  withSharedOptions,
} from '../options.js';
import { withSession } from '../session.js';
import { Table } from '../table.js';

/** `audit ...`: who changed what. */
export function addAuditCommands(program: Command): void {
  const audit = withSharedOptions(
    program.command('audit').description('show who changed what, and check that it is whole'),
  );
  addListCommand(audit);
  addVerifyCommand(audit);
}

function addListCommand(parent: Command): void {
  const list = parent
    .command('list')
    .description('list the changes, the latest first')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<PageOptions>();
      await withSession(options, async (session) => {
        const page = await session.backend.audit.page(pageQueryOf(options), session.signal);
        await answer(session, options, page, ({ items, nextCursor }) => {
          return items.length === 0 ? 'Nothing was changed yet.\n' : listTable(items) + morePages(nextCursor);
        });
      });
    });
  withPaging(list, 'changes', 500, 50);
  finish(list, ['ade-normalizer audit list', 'Who changed what?']);
}

function listTable(items: readonly AuditView[]): string {
  const table = new Table([
    { title: 'NO', right: true },
    { title: 'WHEN' },
    { title: 'WHO' },
    { title: 'WHAT' },
    { title: 'OF' },
    { title: 'AFTER', max: 70 },
  ]);
  const rows = items.map(({ id, at, actor, action, subject, after }) => [
    String(id),
    at,
    actor,
    action,
    subject,
    after === null ? 'gone' : JSON.stringify(after),
  ]);
  return table.block(rows, true);
}

function addVerifyCommand(parent: Command): void {
  const verify = parent
    .command('verify')
    .description('compute every hash of the trail anew')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const verdict = await session.backend.audit.verify(session.signal);
        if (!verdict.whole)
          throw new CommandError(
            'audit_broken',
            `Entry ${verdict.id} is not as it was written: ${verdict.reason}.`,
            {
              hint: 'Keep the data folder as it is, and compare it with a backup.',
            },
          );
        await answer(
          session,
          options,
          verdict,
          ({ rows, head }) =>
            `The trail is whole: ${grouped(rows)} entries.\nHash of the latest: ${head}\nNote it elsewhere: only against it does it show that the latest entries were cut off.\n`,
        );
      });
    });
  finish(verify, ['ade-normalizer audit verify', 'Was anything altered?']);
}
