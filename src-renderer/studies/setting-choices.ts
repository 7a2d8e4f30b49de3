import { listSpecSettings, type FieldValue } from '#analysis/run-field';
import type { Experiment } from '#spec/experiment';
import { edgeId, nameEdge } from '#spec/model';
import { decouplingSettings, trainingSettings } from '#spec/setting-catalogue';
import type { SettingDescriptor } from '#spec/setting-descriptors';
import { findSetting } from '#spec/setting-label';
import type { AxisValue } from '#spec/study';
import { taskSettings } from '#spec/task-catalogue';
import { capitalize } from '#spec/letter-case';

/** A setting that a study can vary. */
export interface SettingChoice {
  path: string;
  /** `Learning rate`, `Units, core`. */
  label: string;
  help: string;
  /** The value that the model has; null where it leaves the setting out. */
  value: FieldValue;
  /** The values that are possible, where they are few. */
  choices: readonly { value: string | boolean; label: string }[];
  /** The values of a new axis. */
  start: AxisValue[];
}

/** What only names or connects parts of a model, so that a study does not vary it. */
const structural =
  /^(task\.kind|model\.nodes\.\w+\.(kind|field|target)|model\.edges\.[^.]+\.(from|to))$/;

/** The settings of a model by which a study can vary it, those of the training first. */
export function listSettingChoices(spec: Experiment): SettingChoice[] {
  const present = listSpecSettings(spec);
  const absent = [
    ...trainingSettings.map(({ key }) => `training.${key}`),
    ...taskSettings[spec.task.kind].map(({ key }) => `task.${key}`),
    ...spec.model.edges
      .filter(({ decoupled }) => decoupled)
      .flatMap((edge) =>
        decouplingSettings.map(({ key }) => `model.edges.${edgeId(edge)}.decoupled.${key}`),
      ),
  ].filter((path) => !present.has(path));
  const paths = [...present.keys(), ...absent].filter(
    (path) => !structural.test(path) && path !== 'training.steps',
  );
  return paths
    .map((path) => describeChoice(spec, path, present.get(path) ?? null))
    .sort((a, b) => rank(a.path) - rank(b.path));
}

function rank(path: string): number {
  return ['training', 'task', 'model', 'diagnostics'].indexOf(path.split('.')[0] ?? '');
}

function describeChoice(spec: Experiment, path: string, value: FieldValue): SettingChoice {
  const node = /^model\.nodes\.([^.]+)/.exec(path)?.[1] ?? '';
  const descriptor = findSetting(path, { task: spec.task.kind, node: spec.model.nodes[node] });
  const of = describeOwner(path);
  const name = descriptor?.label ?? nameUnknown(path);
  const choices = listChoices(descriptor, value);
  return {
    path,
    label: of === null ? name : `${name}, ${of}`,
    help: descriptor?.help ?? '',
    value,
    choices,
    start:
      choices.length > 0 ? choices.map((choice) => choice.value) : suggestValues(descriptor, value),
  };
}

/** The value that the model has, with half of it where it is a number. */
function suggestValues(descriptor: SettingDescriptor | undefined, value: FieldValue): AxisValue[] {
  if (descriptor?.type === 'integers')
    return [
      String(value ?? '')
        .split(', ')
        .filter((text) => text !== '')
        .map(Number),
    ];
  if (typeof value === 'number' && value > 0) {
    const half = Number((value / 2).toPrecision(12));
    return descriptor?.type === 'integer' ? [...new Set([Math.ceil(half), value])] : [half, value];
  }
  if (value !== null) return [value];
  // Null leaves the setting out, as the model does.
  return [null, descriptor && 'min' in descriptor && descriptor.min ? descriptor.min : 1];
}

function listChoices(
  descriptor: SettingDescriptor | undefined,
  value: FieldValue,
): SettingChoice['choices'] {
  if (descriptor?.type === 'choice') return descriptor.choices;
  if (descriptor?.type !== 'boolean' && typeof value !== 'boolean') return [];
  return [
    { value: true, label: 'on' },
    { value: false, label: 'off' },
  ];
}

/** The label of a setting by its path: `Learning rate`, `Scale k, core → core`; of an unknown one its last word. */
export function labelSetting(spec: Experiment | null, path: string): string {
  if (spec) return describeChoice(spec, path, null).label;
  return nameUnknown(path);
}

/** What of the model a path is a setting of; null where that goes without saying. */
function describeOwner(path: string): string | null {
  const [room, part, name = '', ...rest] = path.split('.');
  if (room === 'diagnostics') return 'diagnostics';
  if (room !== 'model') return null;
  if (part !== 'edges') return name;
  const edge = nameEdge(name);
  return rest.includes('optimizer') ? `synthesizer of ${edge}` : edge;
}

/** A setting that no catalogue has by its last word, a kind with what it is the kind of: `Optimizer kind`. */
function nameUnknown(path: string): string {
  const [parent = '', last = ''] = path.split('.').slice(-2);
  return spaceWords(last === 'kind' ? `${parent} kind` : last || parent);
}

/** `updateProbability` as `Update probability`. */
function spaceWords(name: string): string {
  return capitalize(name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
}

/** The choices whose label or path has every word of the text. */
export function searchSettings(choices: readonly SettingChoice[], text: string): SettingChoice[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return choices.filter(({ label, path }) => {
    const searched = `${label} ${path}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
