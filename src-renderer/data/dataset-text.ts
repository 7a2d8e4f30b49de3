import { formatNumber } from '../stores/format';
import type { Dataset } from '../stores/datasets.svelte';

/** `image: 28 × 28 × 1, label: 10 classes`; for text, the number of distinct characters. */
export function formatFields({ format, fields, symbols }: Dataset): string {
  if (format === 'text') return `text with ${formatNumber(symbols ?? 0)} different characters`;
  return Object.entries(fields)
    .map(([name, field]) =>
      field.kind === 'label'
        ? `${name}: ${field.classes} classes`
        : `${name}: ${field.shape.join(' × ')}`,
    )
    .join(', ');
}

/** `60,000 train, 10,000 test`; for text, in characters. */
export function formatCounts({ format, counts }: Dataset): string {
  const parts = (['train', 'validation', 'test'] as const)
    .filter((split) => counts[split] > 0)
    .map((split) => `${formatNumber(counts[split])} ${split}`)
    .join(', ');
  return format === 'text' ? `${parts} characters` : parts;
}
