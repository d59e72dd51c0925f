/** A CUI as a small number (C0018681 as 18681), which takes a tenth of the memory; one of another form as it is. */
export type CuiKey = number | string;

const USUAL = /^C\d{7}$/;

export function keyOf(cui: string): CuiKey {
  return USUAL.test(cui) ? Number(cui.slice(1)) : cui;
}

export function cuiOf(key: CuiKey): string {
  return typeof key === 'number' ? `C${String(key).padStart(7, '0')}` : key;
}
