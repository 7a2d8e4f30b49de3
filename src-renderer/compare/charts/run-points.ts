import type { Run } from '#spec/run';
import type { ResolveColor } from '../../ui/chart/drawn-lines';
import { colorToken } from '../../ui/series-colors';
import { dashes } from '#chart/lines/line-styles';
import type { ComparedLine } from '#chart/lines/compared-lines';
import type { ChartTarget, TargetDataset } from './chart-content';

export interface RunPoint {
  run: Run;
  x: number;
  y: number;
  /** Its values, in words. */
  text: string;
}

/** Which runs and groups stand out: those that are selected, or pointed at. */
export interface Emphasis {
  selected: ReadonlySet<string>;
  pointed: string | null;
}

/** Points of the runs of one group, each with the name of its run. Where some stand out, the others are faint. */
export function buildRunPoints(
  line: ComparedLine,
  points: readonly RunPoint[],
  emphasis: Emphasis,
  resolve: ResolveColor,
): TargetDataset {
  const color = resolve(colorToken(line.color));
  const isStrong = points.map(({ run }) => standsOut(run, line.key, emphasis));
  const hasStrong = emphasis.selected.size > 0 || emphasis.pointed !== null;
  const fills = isStrong.map((strong) => (strong || !hasStrong ? color : fade(color)));
  return {
    type: 'scatter',
    data: points.map(({ x, y }) => ({ x, y })),
    targets: points.map(({ run, text }) => targetOf(line, run, text)),
    backgroundColor: fills,
    borderColor: fills,
    borderWidth: 1,
    pointStyle: pointStyleOf(line),
    radius: isStrong.map((strong) => (strong ? 5.5 : 4)),
    hitRadius: 5,
    clip: 8,
  };
}

/** Groups of one colour have other dashes in charts of lines, and other shapes here. */
const shapes = [
  'circle',
  'rect',
  'triangle',
  'rectRot',
  'crossRot',
  'star',
  'cross',
  'dash',
] as const;

function pointStyleOf({ dash }: ComparedLine): (typeof shapes)[number] {
  const index = dashes.findIndex((pattern) => pattern.join(' ') === dash.join(' '));
  return shapes[index] ?? 'circle';
}

function targetOf(line: ComparedLine, run: Run, text: string): ChartTarget {
  const name =
    line.group.runs.length === 1 ? line.label : `${line.label}, seed ${run.seed}, ${run.name}`;
  return { text: `${name}: ${text}`, key: line.key, runId: run.id };
}

function standsOut(run: Run, key: string, { selected, pointed }: Emphasis): boolean {
  return selected.has(run.id) || selected.has(key) || pointed === key || pointed === run.id;
}

/** The same colour, almost transparent. Computed colours are `rgb(…)`, `lab(…)` or `oklch(…)`. */
export function fade(color: string, alpha = 0.3): string {
  const inner = /^([a-z]+)\(([^/)]*)\)$/.exec(color);
  if (!inner) return color;
  const [, space = '', values = ''] = inner;
  return values.includes(',') ? `rgba(${values}, ${alpha})` : `${space}(${values} / ${alpha})`;
}
