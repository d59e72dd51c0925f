import { InvalidArgumentError } from 'commander';

const SHARE = /^(?<figure>\d+(?:\.\d*)?|\.\d+)(?<percent>%?)$/;

/** Parser of a share: `0.97` or `97%`. */
export function share(text: string): number {
  const { figure, percent } = SHARE.exec(text.replace(/\s+/g, ''))?.groups ?? {};
  const value = percent === '%' ? Number(figure) / 100 : Number(figure);
  if (figure === undefined || value > 1)
    throw new InvalidArgumentError('Write a share from 0 to 1, or a percentage such as 97%.');
  return value;
}
