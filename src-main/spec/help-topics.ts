import {
  parseEdgeMetric,
  parseGradientMetric,
  parseInterfaceMetric,
  parseLayerMetric,
  parseSplitMetric,
  parseUpdatesMetric,
  metricNames,
  type EdgeMeasure,
  type InterfaceMeasure,
  type LayerMeasure,
  type SplitMeasure,
} from './metric-catalogue';
import type { NodeKind } from './nodes';
import type { TaskKind } from './task';

/**
 * The ids of the help entries that are generated from the catalogues. They are also written in `data-help` attributes
 * and in links between pages of help, so they do not change.
 *
 *     nodeTopic('dense');                            // 'node:dense'
 *     settingTopic('optimizer', 'rate');             // 'setting:optimizer.rate'
 *     metricTopic('validation/error/odd');           // 'metric:error'
 *     metricTopic('interface/a->b/cosine');          // 'metric:interface/cosine'
 */

/** The objects of an experiment whose settings have entries. A setting of several kinds has one for all of them. */
export type HelpSettingGroup =
  | 'training'
  | 'training.stopEarly'
  | 'diagnostics'
  | 'model'
  | 'module'
  | 'edge'
  | 'decoupled'
  | 'synthesizer'
  | 'syntheticInput'
  | 'optimizer'
  | 'schedule'
  | 'task'
  | 'node';

export function nodeTopic(kind: NodeKind): string {
  return `node:${kind}`;
}

export function taskTopic(kind: TaskKind): string {
  return `task:${kind}`;
}

export function settingTopic(group: HelpSettingGroup, key: string): string {
  return `setting:${group}.${key}`;
}

/** Of a path in an experiment, the group of the object that it leads to. */
const groups: readonly (readonly [RegExp, HelpSettingGroup])[] = [
  [/^training$/, 'training'],
  [/^training\.stopEarly$/, 'training.stopEarly'],
  [/^diagnostics$/, 'diagnostics'],
  [/^task$/, 'task'],
  [/^model$/, 'model'],
  [/^model\.nodes\.[^.]+$/, 'node'],
  [/^model\.modules\.[^.]+$/, 'module'],
  [/^model\.edges\.[^.]+$/, 'edge'],
  [/(^|\.)schedule$/, 'schedule'],
  [/(^|\.)optimizer$/, 'optimizer'],
  [/(^|\.)decoupled$/, 'decoupled'],
  [/(^|\.)synthesizer$/, 'synthesizer'],
  [/(^|\.)syntheticInput$/, 'syntheticInput'],
];

/** The entry of the setting at a path of an experiment, such as `training.optimizer.rate`; null where there is none. */
export function topicOfPath(path: string): string | null {
  // The number of inputs that a synthesizer also sees is a part of the value.
  const setting = path.replace(/\.condition\.inputs$/, '.condition');
  const at = setting.lastIndexOf('.');
  const group = groups.find(([pattern]) => pattern.test(setting.slice(0, at)))?.[1];
  const key = setting.slice(at + 1);
  // The kinds of nodes have entries of their own.
  return group && !(group === 'node' && key === 'kind') ? settingTopic(group, key) : null;
}

type NamedMetric = (typeof metricNames)[keyof typeof metricNames];

/** Metrics that share an entry: all names that differ in their split, node, edge, module or distance only. */
export type MetricFamily =
  | SplitMeasure
  | `interface/${InterfaceMeasure}`
  | 'gradient'
  | `edge/${EdgeMeasure}`
  | `layer/${LayerMeasure}`
  | 'module/updates'
  | NamedMetric
  | 'imported';

export function metricFamily(name: string): MetricFamily {
  const split = parseSplitMetric(name);
  if (split) return split.measure;
  const onInterface = parseInterfaceMetric(name);
  if (onInterface) return `interface/${onInterface.measure}`;
  if (parseGradientMetric(name)) return 'gradient';
  const onEdge = parseEdgeMetric(name);
  if (onEdge) return `edge/${onEdge.measure}`;
  const ofLayer = parseLayerMetric(name);
  if (ofLayer) return `layer/${ofLayer.measure}`;
  if (parseUpdatesMetric(name) !== null) return 'module/updates';
  return Object.values(metricNames).find((candidate) => candidate === name) ?? 'imported';
}

export function metricTopic(name: string): string {
  return familyTopic(metricFamily(name));
}

export function familyTopic(family: MetricFamily): string {
  return `metric:${family}`;
}
