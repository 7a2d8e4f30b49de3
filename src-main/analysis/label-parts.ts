import { formatPlain } from '#spec/number-format';
import { seedPath } from '#spec/study';
import { fieldTitle, type FieldValue, type RunField } from './run-field';

/** Adds the part of the id in which they differ to labels that are alike. */
export function makeUnique(labels: readonly string[], ids: readonly string[]): string[] {
  const byLabel = new Map<string, string[]>();
  labels.forEach((label, index) => {
    byLabel.set(label, [...(byLabel.get(label) ?? []), ids[index] ?? '']);
  });
  return labels.map((label, index) => {
    const alike = byLabel.get(label) ?? [];
    return alike.length > 1 ? `${label} (${ownPart(ids[index] ?? '', alike)})` : label;
  });
}

/** The id without the words that all of them begin and end with. */
function ownPart(id: string, ids: readonly string[]): string {
  const words = ids.map((other) => other.split('-'));
  const own = id.split('-');
  const shortest = Math.min(...words.map(({ length }) => length));
  const isShared = (at: number): boolean => words.every((other) => other.at(at) === own.at(at));
  let start = 0;
  while (start < shortest - 1 && isShared(start)) start += 1;
  let end = own.length;
  while (
    end > start + 1 &&
    own.length - end < shortest - start - 1 &&
    isShared(end - own.length - 1)
  )
    end -= 1;
  return own.slice(start, end).join('-');
}

/** The words for the values of each group, one for each field. */
export function describeValues(
  rows: readonly (readonly FieldValue[])[],
  fields: readonly RunField[],
): string[][] {
  const titles = uniqueTitles(fields);
  const formats = fields.map((_, column) => numberFormat(rows.map((row) => row[column] ?? null)));
  return rows.map((row) =>
    row.map((value, column) =>
      describeValue(fields[column] ?? '', titles[column] ?? '', value, formats[column] ?? String),
    ),
  );
}

const methodLabels: Readonly<Record<string, string>> = { dni: 'DNI' };
/** Fields whose values speak for themselves: `DNI`, not `method DNI`. */
const selfExplaining = /^(run\.(name|model|id|status)|training\.method|.*\.kind|kind)$/;

function describeValue(
  field: RunField,
  title: string,
  value: FieldValue,
  format: (value: number) => string,
): string {
  if (value === null) return `no ${title}`;
  if (typeof value === 'boolean') return `${title} ${value ? 'on' : 'off'}`;
  if (typeof value === 'number') return `${title} ${format(value)}`;
  const text = field === 'training.method' ? (methodLabels[value] ?? value) : value;
  return selfExplaining.test(field) && text !== '' ? text : `${title} ${text || 'empty'}`;
}

/** Titles as short as they can be told apart; those that would be alike are the longer ends of their paths. */
export function uniqueTitles(fields: readonly RunField[]): string[] {
  const short = fields.map((field) => shortTitle(field));
  return short.map((title, index) =>
    short.filter((other) => other === title).length > 1
      ? (fields[index] ?? title).split('.').slice(-2).join(' ')
      : title,
  );
}

function shortTitle(field: RunField): string {
  if (field === seedPath) return 'seed';
  const title = fieldTitle(field);
  return field.startsWith('run.') ? title.toLowerCase() : title;
}

/** Three significant figures where the numbers stay different, else all of their digits. */
function numberFormat(values: readonly FieldValue[]): (value: number) => string {
  const numbers = [...new Set(values.filter((value) => typeof value === 'number'))];
  const rounded = (value: number): string => formatPlain(Number(value.toPrecision(3)));
  return new Set(numbers.map(rounded)).size === numbers.length ? rounded : formatPlain;
}
