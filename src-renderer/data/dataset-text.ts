import { countNoun } from '#spec/count-noun';
import { splitNames, type SplitName } from '#spec/task';
import { formatNumber } from '../stores/format';
import type { Dataset } from '../stores/datasets.svelte';

/** `image: 28 × 28 × 1, label: 10 classes`; for text, the number of distinct characters. */
export function formatFields({ format, fields, symbols }: Dataset): string {
  if (format === 'text') return `text with ${countNoun(symbols ?? 0, 'different character')}`;
  return Object.entries(fields)
    .map(([name, field]) =>
      field.kind === 'label'
        ? `${name}: ${countNoun(field.classes, 'class', 'classes')}`
        : `${name}: ${field.shape.join(' × ')}`,
    )
    .join(', ');
}

/** `60,000 train, 10,000 test`; for text, in characters. */
export function formatCounts({ format, counts }: Dataset): string {
  const parts = splitNames
    .filter((split) => counts[split] > 0)
    .map((split) => `${formatNumber(counts[split])} ${split}`)
    .join(', ');
  return format === 'text' ? `${parts} characters` : parts;
}

/** A class with its examples by part. */
export interface ClassCount {
  name: string;
  counts: Record<SplitName, number>;
}

/** The classes of the label fields whose examples were counted at the import, by field. */
export function listClasses({ fields, classCounts = {} }: Dataset): Map<string, ClassCount[]> {
  const classes = new Map<string, ClassCount[]>();
  for (const [name, field] of Object.entries(fields)) {
    const counts = Object.hasOwn(classCounts, name) ? classCounts[name] : undefined;
    if (field.kind !== 'label' || !counts) continue;
    const list = Array.from({ length: field.classes }, (_, index) => ({
      name: field.names?.[index] ?? String(index),
      counts: {
        train: counts.train[index] ?? 0,
        validation: counts.validation[index] ?? 0,
        test: counts.test[index] ?? 0,
      },
    }));
    classes.set(name, list);
  }
  return classes;
}

/** How a column was scaled: number in the source = stored number × `scale` + `offset`. */
export interface ScaledColumn {
  name: string;
  offset: number;
  scale: number;
}

export interface ScaledField {
  name: string;
  /** `mean 0, variance 1`. */
  method: string;
  /** What the offset and the scale are of the training part. */
  titles: { offset: string; scale: string };
  columns: ScaledColumn[];
}

const scalingTexts = {
  standardize: {
    method: 'mean 0, variance 1',
    titles: { offset: 'Mean', scale: 'Deviation' },
  },
  'min-max': { method: 'from 0 to 1', titles: { offset: 'Minimum', scale: 'Range' } },
};

/** The fields that were scaled at the import, column by column. */
export function listScaledFields({ scaling = {}, columns = {} }: Dataset): ScaledField[] {
  return Object.entries(scaling).map(([name, { method, offset, scale }]) => ({
    name,
    ...scalingTexts[method],
    columns: offset.map((value, index) => ({
      name: columns[name]?.[index] ?? String(index + 1),
      offset: value,
      scale: scale[index] ?? 1,
    })),
  }));
}
