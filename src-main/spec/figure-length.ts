import { columnWidths, pointsPerInch, type ColumnWidth } from './figure-style';

/** Points of 1/72 inch for one of each unit. `px`: of CSS, 96 to the inch. */
const units = {
  pt: 1,
  in: pointsPerInch,
  cm: pointsPerInch / 2.54,
  mm: pointsPerInch / 25.4,
  px: 0.75,
};

/**
 * The length in points: `3.25in`, `8.5 cm`, `234pt`, a number alone is points; or the name of a column's width. Null
 * where it is none of these.
 */
export function parseLength(text: string): number | null {
  const name = text.trim().toLowerCase();
  if (Object.hasOwn(columnWidths, name)) return columnWidths[name as ColumnWidth];
  const [, number, unit = 'pt'] = /^(\d+(?:\.\d+)?)\s*(pt|in|cm|mm|px)?$/.exec(name) ?? [];
  return number === undefined ? null : Number(number) * units[unit as keyof typeof units];
}
