import type { StudyNames } from '#analysis/named-values';
import type { Study } from '#spec/study';

/**
 * A filter for people to read: `study = "Does DNI help?"` where it is `study = does-dni-help`. Saved filters keep the id,
 * which stays when the study is renamed. The id also stays where two studies share the name, or no quoted text can hold it.
 */
export function nameStudies(filter: string, names: StudyNames): string {
  return filter.replace(/\b(study\s*!?=\s*)([\w-]+)/g, (text, start: string, id: string) => {
    const name = names.get(id);
    if (name === undefined || /["\\]/.test(name)) return text;
    const isUnique = [...names.values()].filter((other) => other === name).length === 1;
    return isUnique ? `${start}"${name}"` : text;
  });
}

export function studyNamesById(studies: readonly Study[]): StudyNames {
  return new Map(studies.map(({ id, name }) => [id, name]));
}
