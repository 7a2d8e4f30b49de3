import { joinNames } from '#spec/quote';
import type { Fields, SplitName } from '#spec/task';
import type { Split } from '../dataset';
import { countClasses } from './count-classes';

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
    const countsOf = ({ columns }: Split): number[] => countClasses(columns[name], field.classes);
    const known = countsOf(train);
    return [
      { title: 'validation', part: validation },
      { title: 'test', part: test },
    ].flatMap(({ title, part }) => {
      const counts = countsOf(part);
      const unknown = counts.flatMap((count, label) =>
        count > 0 && known[label] === 0 ? [label] : [],
      );
      if (unknown.length === 0) return [];
      const examples = unknown.reduce((sum, label) => sum + (counts[label] ?? 0), 0);
      const classes = unknown.map((label) => field.names?.[label] ?? String(label));
      return [
        `${examples.toLocaleString('en')} of the ${part.count.toLocaleString('en')} examples of the ${title} part are of classes in '${name}' that the training part lacks (${joinNames(classes)}), so that the model cannot learn them. If the examples are in the order of their classes, import them again so that they are mixed.`,
      ];
    });
  });
}
