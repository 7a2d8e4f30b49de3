import { findNodeEntry, nodeCatalogue } from './node-catalogue';
import type { Node } from './nodes';
import {
  decouplingSettings,
  diagnosticsSettings,
  moduleSettings,
  optimizerSettings,
  scheduleSettings,
  stopEarlySettings,
  syntheticInputSettings,
  synthesizerSettings,
  trainingSettings,
} from './setting-catalogue';
import type { SettingDescriptor } from './setting-descriptors';
import type { TaskKind } from './task';
import { taskSettings } from './task-catalogue';

const all = (lists: Record<string, readonly SettingDescriptor[]>): readonly SettingDescriptor[] =>
  Object.values(lists).flat();

/** The descriptors of the settings of an object by the end of its path; of a task, those of all kinds. */
const groups: readonly (readonly [RegExp, readonly SettingDescriptor[]])[] = [
  [/^training$/, trainingSettings],
  [/^training\.stopEarly$/, stopEarlySettings],
  [/^diagnostics$/, diagnosticsSettings],
  [/^task$/, all(taskSettings)],
  [/(^|\.)schedule$/, all(scheduleSettings)],
  [/(^|\.)optimizer$/, all(optimizerSettings)],
  [/(^|\.)decoupled$/, decouplingSettings],
  [/(^|\.)synthesizer$/, all(synthesizerSettings)],
  [/(^|\.)syntheticInput$/, syntheticInputSettings],
  [/^model\.modules\.[^.]+$/, moduleSettings],
  [/^model\.nodes\.[^.]+$/, Object.values(nodeCatalogue).flatMap(({ settings }) => settings)],
];

/** The descriptors of every setting that an experiment can have, those of all kinds. */
export const everySetting: readonly SettingDescriptor[] = groups.flatMap(
  ([, settings]) => settings,
);

/** What has an editor or a switch of its own in the window, by the end of its path. */
const own: readonly (readonly [RegExp, string])[] = [
  [/^task\.kind$/, 'Data'],
  [/^task\.dataset$/, 'Data set'],
  [/^model\.edges\.[^.]+\.delay$/, 'Delay'],
  [/(^|\.)synthesizer\.kind$/, 'Kind'],
  [/(^|\.)optimizer$/, 'Optimizer'],
  [/\.syntheticInput$/, 'Synthetic input'],
  [/^training\.stopEarly$/, 'Stop early after'],
  [/^model\.decidingLoss$/, 'Deciding loss'],
  [/^model\.modules\.[^.]+$/, 'Module settings'],
];

/**
 * What the window calls a setting of an experiment, such as `Unroll T`; the path where it has no field. Some settings are
 * called differently in another kind of task.
 */
export function labelSetting(path: string, task?: TaskKind): string {
  if (path === 'task.dataset' && task === 'text') return 'Imported text';
  return (
    findSetting(path, { task })?.label ?? own.find(([pattern]) => pattern.test(path))?.[1] ?? path
  );
}

/** The descriptor of a setting of an experiment, in a kind of task or of a node; undefined where it has none. */
export function findSetting(
  path: string,
  { task, node }: { task?: TaskKind; node?: Pick<Node, 'kind'> } = {},
): SettingDescriptor | undefined {
  const at = path.lastIndexOf('.');
  const [group, name] = [path.slice(0, at), path.slice(at + 1)];
  const settings =
    (group === 'task' && task && taskSettings[task]) ||
    (node && findNodeEntry(node).settings) ||
    groups.find(([pattern]) => pattern.test(group))?.[1];
  return settings?.find(({ key }) => key === name);
}
