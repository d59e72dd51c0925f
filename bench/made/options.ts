import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError, which the command line tells with the option's name */
export function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('A whole number is needed.');
}

/** From 0 to less than 1. @throws InvalidArgumentError */
export function share(text: string): number {
  const value = Number(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('A share of one is needed, as 0.01.');
}

/** Some of these names, apart by commas. The parser throws InvalidArgumentError. */
export function someOf(names: readonly string[]): (text: string) => readonly string[] {
  return (text) => {
    const given = text.split(',').map((name) => name.trim());
    if (given.every((name) => names.includes(name))) return given;
    throw new InvalidArgumentError(`${names.join(', ')} are allowed, apart by commas.`);
  };
}
