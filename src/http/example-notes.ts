/** What an operation's description says of an example that cannot be executed as it stands on a fresh service. */

/** @param from where what one needs comes from, as Markdown */
export function madeUp(from: string): string {
  return `what it names is made up; yours comes from ${from}.`;
}

/** @param operation the operation whose example makes what this one needs, such as `POST /v1/gold-sets` */
export function after(operation: string): string {
  return `execute that of \`${operation}\` first.`;
}

/** @param lines of a file that does; it cannot be filled in beforehand */
export function anyFile(lines: string): string {
  return `choose a file, such as one with these lines:\n\n\`\`\`\n${lines.trimEnd()}\n\`\`\``;
}
