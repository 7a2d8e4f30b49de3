import { listSettings, type FieldValue } from '#analysis/run-field';
import { applySettings } from '#analysis/study-specs';
import type { Experiment } from '#spec/experiment';
import type { Study } from '#spec/study';

export interface SettingDifference {
  path: string;
  /** Undefined where the experiment leaves the setting out. */
  value: FieldValue | undefined;
  other: FieldValue | undefined;
}

const rooms = ['training', 'task', 'model', 'diagnostics'];
const rank = (path: string): number => rooms.indexOf(path.split('.')[0] ?? '');

/** The settings in which two experiments differ, those of the training first. */
export function diffSettings(spec: Experiment, other: Experiment): SettingDifference[] {
  const [own, others] = [spec, other].map((each) => listSettings({ spec: each }));
  const paths = new Set([...(own?.keys() ?? []), ...(others?.keys() ?? [])]);
  return [...paths]
    .map((path) => ({ path, value: own?.get(path), other: others?.get(path) }))
    .filter(({ value, other }) => !Object.is(value, other))
    .sort((a, b) => rank(a.path) - rank(b.path));
}

/**
 * What a study trains where nothing is varied: its model with its number of steps, and with the values of its baseline
 * where it has one.
 */
export function studyDefault(study: Study, model: Experiment): Experiment {
  const { steps, baseline = {} } = study;
  const settings = [
    ...Object.entries(baseline),
    ...(steps === undefined ? [] : [['training.steps', steps] as const]),
  ];
  return applySettings(model, settings).experiment ?? model;
}

/** The newest version of a model that was saved before a time; undefined where none of that age is kept. */
export function versionBefore<T extends { saved: string }>(
  versions: readonly T[],
  time: string,
): T | undefined {
  return [...versions]
    .filter(({ saved }) => Date.parse(saved) <= Date.parse(time))
    .sort((a, b) => Date.parse(b.saved) - Date.parse(a.saved))[0];
}
