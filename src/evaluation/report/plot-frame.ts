import { escaped } from '../../html-page.js';

/** Width of every plot in its own units, which are pixels on a telephone; text of 11 units stays readable there. */
export const WIDTH = 340;

/** The area of a plot whose y axis goes from 0 to 100%. Above it is room for labels of points at 100%. */
export const PANEL = { left: 42, right: 314, top: 48, bottom: 200 } as const;

const QUARTERS = [0, 0.25, 0.5, 0.75, 1] as const;

/** Where a share (0 to 1) lies across the panel. */
export function xOf(share: number): number {
  return rounded(PANEL.left + share * (PANEL.right - PANEL.left));
}

/** Where a share (0 to 1) lies up the panel. */
export function yOf(share: number): number {
  return rounded(PANEL.bottom - share * (PANEL.bottom - PANEL.top));
}

export interface Drawing {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What the marks show, in words and numbers. */
  readonly description: string;
  readonly height: number;
  readonly marks: readonly string[];
}

/** A drawing as a figure, which a screen reader reads out by its title and description. */
export function figure({ id, title, description, height, marks }: Drawing): string {
  return [
    `<figure><figcaption>${escaped(title)}</figcaption>`,
    `<svg role="img" aria-labelledby="${id}-title ${id}-text" viewBox="0 0 ${WIDTH} ${height}">`,
    `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-text">${escaped(description)}</desc>`,
    ...marks,
    '</svg></figure>',
  ].join('');
}

type Anchor = 'start' | 'middle' | 'end';

export function label(x: number, y: number, text: string, anchor: Anchor = 'middle', kind = 'label'): string {
  return `<text class="${kind}" x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

export function line(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="${kind}" x1="${rounded(x1)}" y1="${rounded(y1)}" x2="${rounded(x2)}" y2="${rounded(y2)}"/>`;
}

export function rect(kind: string, x: number, y: number, width: number, height: number): string {
  return `<rect class="${kind}" x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}"/>`;
}

export function point(x: number, y: number): string {
  return `<circle class="point" cx="${rounded(x)}" cy="${rounded(y)}" r="4"/>`;
}

/** Grid and labels of a y axis from 0 to 100%; its title stands above it. */
export function shareUp(title: string): readonly string[] {
  return [
    label(0, 12, title, 'start', 'axis'),
    ...QUARTERS.flatMap((share) => [
      line('grid', PANEL.left, yOf(share), PANEL.right, yOf(share)),
      label(PANEL.left - 6, yOf(share) + 4, `${share * 100}%`, 'end', 'axis'),
    ]),
  ];
}

/** Labels of an x axis from 0 to 100%. */
export function shareAcross(): readonly string[] {
  return QUARTERS.map((share) => label(xOf(share), PANEL.bottom + 16, `${share * 100}%`, 'middle', 'axis'));
}

/** The title of an x axis. */
export function titleAcross(y: number, title: string): string {
  return label((PANEL.left + PANEL.right) / 2, y, title, 'middle', 'axis');
}

/** What a mark means, on a line of its own. */
export function legend(y: number, mark: string, text: string): string {
  return mark + label(PANEL.left + 30, y, text, 'start', 'axis');
}

/** A piece of a line for a legend at this height. */
export function legendLine(kind: string, y: number): string {
  return line(kind, PANEL.left, y - 4, PANEL.left + 22, y - 4);
}

/** A label of a point, kept clear of the y axis and of the edge. */
export function pointLabel(x: number, y: number, text: string): string {
  return label(Math.min(Math.max(x, PANEL.left + 24), WIDTH - 24), y, text);
}

/** Units that characters take at most, roughly, in the widest of common fonts; those of Asian scripts take an em. */
const UNITS = { small: 6.5, capital: 8.5, wide: 11 } as const;

/** The text, cut where it would be wider than so many units. */
export function fitted(text: string, width: number): string {
  const signs = Array.from(text);
  let used = 0;
  const over = signs.findIndex((sign) => {
    const wide = (sign.codePointAt(0) ?? 0) >= 0x1100;
    used += UNITS[wide ? 'wide' : /\p{Lu}/u.test(sign) ? 'capital' : 'small'];
    return used > width;
  });
  if (over < 0) return text;
  const kept = signs.slice(0, Math.max(1, over - 1)).join('');
  return `${kept.trimEnd()}…`;
}

/** Numbers of a drawing need no more than a tenth of a unit. */
function rounded(value: number): number {
  return Number(value.toFixed(1));
}
