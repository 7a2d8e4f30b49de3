import type { RunGroup } from '#analysis/group-runs';
import type { RunField } from '#analysis/run-field';
import type { ScaleChoice } from '#spec/comparison';
import { countNoun } from '#spec/count-noun';
import type { Run } from '#spec/run';
import { buildFieldAxis, type FieldAxis } from '../axes/field-axis';
import { formatFieldValue, readAxisValue } from '../axes/field-options';

export interface ScatterPoint {
  run: Run;
  x: number;
  y: number;
  /** `rate 0.001, Test error 1.62 %`. */
  text: string;
}

export interface Scatter {
  x: FieldAxis;
  y: FieldAxis;
  /** By group, in the order of the groups. */
  points: ScatterPoint[][];
  /** Runs that lack a value of one of the fields, or whose value is not finite or has no place on a logarithmic axis. */
  without: number;
}

/** The runs of the groups as points of two fields. */
export function buildScatter(
  groups: readonly RunGroup[],
  xField: RunField,
  yField: RunField,
  scales: { x?: ScaleChoice; y?: ScaleChoice } = {},
): Scatter {
  const runs = groups.flatMap((group) => group.runs);
  const x = axisOf(runs, xField, scales.x);
  const y = axisOf(runs, yField, scales.y);
  const points = groups.map((group) =>
    group.runs.flatMap((run): ScatterPoint[] => {
      const [xValue, yValue] = [readAxisValue(run, xField), readAxisValue(run, yField)];
      const [xPlace, yPlace] = [x.place(xValue), y.place(yValue)];
      if (xPlace === null || yPlace === null) return [];
      const text = [
        `${x.title} ${formatFieldValue(xField, xValue)}`,
        `${y.title} ${formatFieldValue(yField, yValue)}`,
      ].join(', ');
      return [{ run, x: xPlace, y: yPlace, text }];
    }),
  );
  const drawn = points.reduce((sum, list) => sum + list.length, 0);
  return { x, y, points, without: runs.length - drawn };
}

function axisOf(runs: readonly Run[], field: RunField, scale: ScaleChoice): FieldAxis {
  return buildFieldAxis(
    field,
    runs.map((run) => readAxisValue(run, field)),
    { scale },
  );
}

/** `3 of 30 runs have no value of rate or Test error.`; null where all have one. */
export function describeWithout(without: number, all: number, names: string): string | null {
  if (without === 0) return null;
  if (without === all) return `None of the runs has a finite value of ${names}.`;
  return `${without} of ${countNoun(all, 'run')} ${without === 1 ? 'has' : 'have'} no finite value of ${names}.`;
}
