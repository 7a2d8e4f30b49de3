import { joinNames } from '#spec/quote';
import type { Fields, SplitName } from '#spec/task';
import type { Column, Split } from '../dataset';

/**
 * Warnings of classes that a held-out part has and the training part lacks. An import refuses them in files; where a task
 * cuts its parts from the end, examples in the order of their classes make them.
 */
export function warnOfMissingClasses(
  fields: Fields,
  { train, validation, test }: Record<SplitName, Split>,
): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.kind !== 'label') return [];
    const known = new Set(train.columns[name]?.data);
    return [
      { title: 'validation', part: validation },
      { title: 'test', part: test },
    ].flatMap(({ title, part }) => {
      const unknown = countUnknown(part.columns[name], known);
      if (unknown.size === 0) return [];
      const examples = [...unknown.values()].reduce((sum, count) => sum + count, 0);
      const classes = [...unknown.keys()].map((index) => field.names?.[index] ?? String(index));
      return [
        `${examples.toLocaleString('en')} of the ${part.count.toLocaleString('en')} examples of the ${title} part are of classes in '${name}' that the training part lacks (${joinNames(classes)}), so that the model cannot learn them. If the examples are in the order of their classes, import them again so that they are mixed.`,
      ];
    });
  });
}

/** By class that is not known, its examples. */
function countUnknown(column: Column | undefined, known: ReadonlySet<number>): Map<number, number> {
  const unknown = new Map<number, number>();
  for (const label of column?.data ?? [])
    if (!known.has(label)) unknown.set(label, (unknown.get(label) ?? 0) + 1);
  return unknown;
}
