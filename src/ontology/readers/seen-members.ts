const MOST_REPORTED = 100;
const MAX_LENGTH = 60;

/** Takes down which members (or tags) a source has, and what each is taken for: the `columns` of a report. */
export class SeenMembers {
  readonly #seen = new Map<string, string>();

  /** @param meanings member -> what it is taken for; others are `ignored` */
  constructor(private readonly meanings: ReadonlyMap<string, string>) {}

  note(member: string): void {
    if (this.#seen.size >= MOST_REPORTED || this.#seen.has(member) || member.length > MAX_LENGTH) return;
    this.#seen.set(member, this.meanings.get(member) ?? 'ignored');
  }

  columns(): Record<string, string> {
    return Object.fromEntries(this.#seen);
  }
}
