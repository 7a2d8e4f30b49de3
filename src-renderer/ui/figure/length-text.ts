import { formatPlain } from '#spec/number-format';
import { parseLength } from '#spec/figure-length';
import { columnWidths, pointsPerInch } from '#spec/figure-style';

const [least, most] = [72, 2880];

/** A length in points as a field shows it: `3.25 in`. */
export function formatLength(points: number): string {
  return `${formatPlain(Number((points / pointsPerInch).toFixed(3)))} in`;
}

/** The points of a text, or a sentence that says what is wrong with it. */
export function readLength(text: string): { points: number } | string {
  const points = parseLength(text);
  if (points === null)
    return `Write a length such as 8.5 cm, 3.25 in or 234 pt, or ${Object.keys(columnWidths).join(', ')}.`;
  return points >= least && points <= most ? { points } : 'It must be from 1 to 40 inches.';
}

/** The same for a height, which may be empty: in proportion to the width. */
export function readHeight(text: string): { points: number | null } | string {
  return text.trim() === '' ? { points: null } : readLength(text);
}

export function readFontSize(text: string): { points: number } | string {
  const points = Number(text.replace(/\s*pt\s*$/i, ''));
  return points >= 4 && points <= 48 ? { points } : 'It must be from 4 to 48 points.';
}

export function readResolution(text: string): { dots: number } | string {
  const dots = Number(text);
  return Number.isInteger(dots) && dots >= 36 && dots <= 1200
    ? { dots }
    : 'It must be a whole number from 36 to 1200.';
}
