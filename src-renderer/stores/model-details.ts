import type { SavedModel } from '#api/types';
import { formatWhen } from './format';

/**
 * What tells models apart whose names are the same, by id: when they were last changed, or their ids where that is the
 * same too. A model with a name of its own has no entry.
 */
export function tellModels(
  list: readonly SavedModel[],
  format: (changed: string) => string = formatWhen,
): Map<string, string> {
  const nameOf = ({ spec }: SavedModel): string => spec.name.trim().toLowerCase();
  const twins = list.filter((model) => countOf(list, nameOf, nameOf(model)) > 1);
  const shown = (model: SavedModel): string => `${nameOf(model)} changed ${format(model.modified)}`;
  return new Map(
    twins.map((model) => [
      model.id,
      countOf(twins, shown, shown(model)) > 1 ? model.id : `changed ${format(model.modified)}`,
    ]),
  );
}

/** The name of a model, with what tells it from others of that name. */
export function labelModels(list: readonly SavedModel[]): Map<string, string> {
  const details = tellModels(list);
  return new Map(
    list.map(({ id, spec }) => {
      const detail = details.get(id);
      return [id, detail === undefined ? spec.name : `${spec.name} (${detail})`];
    }),
  );
}

function countOf<T>(list: readonly T[], keyOf: (item: T) => string, key: string): number {
  return list.filter((item) => keyOf(item) === key).length;
}
