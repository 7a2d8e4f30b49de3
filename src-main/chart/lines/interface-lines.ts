import { findModules } from '#spec/graph';
import {
  interfaceMetricName,
  updatesMetricName,
  type InterfaceMeasure,
} from '#spec/metric-catalogue';
import type { Curve } from '#spec/curves';
import { findModuleLocks } from '#spec/module-locks';
import { type EdgeId, nameEdge } from '#spec/model';
import { moduleColorCount, numberModules } from '#spec/module-numbers';
import type { TrainedRun } from '#spec/run';
import type { LineColors } from '../series-colors';
import type { ChartLine } from './chart-line';
import { drawnPoints, findEndMark } from './run-lines';

type Style = { color: string; dash: readonly number[] };
type CurveOf = (metric: string) => Curve | undefined;

/** Tell apart the lines of edges whose messages come from the same module. */
const edgeDashes = [[], [6, 3], [2, 3], [9, 3, 2, 3]];
/** The style of each edge: the colour of the module that sends the message, as on the canvas. */
export function styleEdges(
  { spec: { model, canvas } }: TrainedRun,
  edges: readonly string[],
  colors: LineColors,
): Map<string, Style> {
  const numbers = numberModules(model, canvas?.moduleNumbers);
  const senders = edges.map((edge) => numbers.get(edge.split('->')[0] ?? '') ?? 0);
  return new Map(
    edges.map((edge, index) => {
      const color = (senders[index] ?? 0) % moduleColorCount;
      const before = senders.slice(0, index).filter((other) => other % moduleColorCount === color);
      const dash = edgeDashes[before.length % edgeDashes.length] ?? [];
      return [edge, { color: colors.ofInk(`module-${color + 1}-line`), dash }];
    }),
  );
}

/** The style of each module: its colour on the canvas. Beyond eight they come again, with another dash. */
export function styleModules({ spec }: TrainedRun, colors: LineColors): Map<string, Style> {
  const numbers = numberModules(spec.model, spec.canvas?.moduleNumbers);
  return new Map(
    findModules(spec.model).map(({ id }) => {
      const number = numbers.get(id) ?? 0;
      const color = colors.ofInk(`module-${(number % moduleColorCount) + 1}-line`);
      return [id, { color, dash: number < moduleColorCount ? [] : [6, 3] }];
    }),
  );
}

/** The modules whose updates were counted. */
export function countedModules({ spec, metrics }: TrainedRun): string[] {
  return findModuleLocks(spec)
    .map(({ module }) => module)
    .filter((module) => updatesMetricName(module) in metrics);
}

/** One measure of each interface of a run. */
export function buildInterfaceLines(
  run: TrainedRun,
  { edges, measure }: { edges: readonly string[]; measure: InterfaceMeasure },
  curveOf: CurveOf,
  colors: LineColors,
): ChartLine[] {
  return [...styleEdges(run, edges, colors)].flatMap(([edge, style]) => {
    const curve = curveOf(interfaceMetricName(edge as EdgeId, measure));
    if (!curve) return [];
    const label = nameEdge(edge);
    return [{ key: edge, label, ...style, ...drawnPoints(curve), endMark: findEndMark(run) }];
  });
}

/** How often each module of a run has updated. */
export function buildUpdatesLines(
  run: TrainedRun,
  curveOf: CurveOf,
  colors: LineColors,
): ChartLine[] {
  const styles = styleModules(run, colors);
  return countedModules(run).flatMap((module) => {
    const curve = curveOf(updatesMetricName(module));
    const style = styles.get(module) ?? { color: colors.ofInk('ink'), dash: [] };
    return curve
      ? [{ key: module, label: module, ...style, width: 1.75, ...drawnPoints(curve) }]
      : [];
  });
}
