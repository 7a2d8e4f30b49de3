import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkpointFolder,
  checkpointSteps,
  namesIn,
  readCurves,
  readJson,
  type Curves,
  type Row,
} from './run-folder';

/** Metrics whose values, and the steps at which they are measured, depend on the clock. */
const wallClock = /^(speed|memory|system)\//;

/** The first differences between a run and the run that never stopped, as sentences; none where they are equal. */
export interface Differences {
  weights: string[];
  curves: string[];
}

/** Compares the last checkpoint bit by bit, and every row of every curve but for the wall-clock time. */
export function compareRuns(run: string, reference: string): Differences {
  return { weights: compareCheckpoints(run, reference), curves: compareCurves(run, reference) };
}

/**
 * The hole of a run that was killed: what the curves lack of the rows up to the newest checkpoint, from which a resumed
 * run goes on. `rows` counts them, by comparison with the run that never stopped.
 */
export function findHole(run: string, reference: string): { step: number; rows: number } | null {
  const step = checkpointSteps(run).at(-1) ?? 0;
  // A run that goes on from step 0 evaluates and records it again.
  if (step === 0) return null;
  const curves = readCurves(run);
  const due = evaluationsDue(run, step);
  let rows = 0;
  for (const [metric, expected] of comparable(readCurves(reference))) {
    const found = new Set((curves.get(metric) ?? []).map(([at]) => at));
    const isDue = (at: number): boolean => /^(validation|test)\//.test(metric) && due.includes(at);
    rows += expected.filter(([at]) => at <= step && !found.has(at) && !isDue(at)).length;
  }
  return rows > 0 ? { step, rows } : null;
}

/** The steps whose evaluation a run that is stopped leaves to the run that goes on: the checkpoint names them. */
function evaluationsDue(run: string, step: number): readonly number[] {
  const state = readJson(join(checkpointFolder(run, step), 'state.json'));
  return (state as { evaluationsDue?: number[] }).evaluationsDue ?? [];
}

/** Differences between the rows that a killed run has so far and those of the run that never stopped. */
export function compareBeginning(run: string, reference: string): string[] {
  const expected = readCurves(reference);
  return comparable(readCurves(run)).flatMap(([metric, rows]) => {
    const values = new Map((expected.get(metric) ?? []).map(([step, , value]) => [step, value]));
    const wrong = rows.find(([step, , value]) => !Object.is(values.get(step), value));
    return wrong
      ? [`${metric} is ${wrong[2]} at step ${wrong[0]}, not ${values.get(wrong[0])}`]
      : [];
  });
}

function compareCheckpoints(run: string, reference: string): string[] {
  const [step, expectedStep] = [run, reference].map((folder) => checkpointSteps(folder).at(-1));
  if (step === undefined || expectedStep === undefined || step !== expectedStep)
    return [`the last checkpoint is of step ${step}, not ${expectedStep}`];
  const [folder, expected] = [checkpointFolder(run, step), checkpointFolder(reference, step)];
  const [names, expectedNames] = [namesIn(folder).sort(), namesIn(expected).sort()];
  if (names.join() !== expectedNames.join())
    return [
      `the last checkpoint has the files ${names.join(', ')}, not ${expectedNames.join(', ')}`,
    ];
  return names
    .filter((name) => name.endsWith('.safetensors'))
    .filter((name) => !readFileSync(join(folder, name)).equals(readFileSync(join(expected, name))))
    .concat(
      isSameState(join(folder, 'state.json'), join(expected, 'state.json')) ? [] : ['state.json'],
    )
    .map((name) => `${name} of the last checkpoint differs`);
}

/** The state holds, as its only wall-clock value, the seconds of training. */
function isSameState(path: string, expected: string): boolean {
  const [state, expectedState] = [path, expected].map((file) =>
    JSON.stringify({ ...(readJson(file) as object), seconds: 0 }),
  );
  return state === expectedState;
}

function compareCurves(run: string, reference: string): string[] {
  const curves = new Map(comparable(readCurves(run)));
  const expected = new Map(comparable(readCurves(reference)));
  const metrics = new Set([...curves.keys(), ...expected.keys()]);
  return [...metrics].flatMap(
    (metric) => compareRows(metric, curves.get(metric) ?? [], expected.get(metric) ?? []) ?? [],
  );
}

function compareRows(
  metric: string,
  rows: readonly Row[],
  expected: readonly Row[],
): string | null {
  const steps = new Set(rows.map(([step]) => step));
  const missing = expected.filter(([step]) => !steps.has(step));
  if (missing.length > 0)
    return `${metric} lacks ${missing.length} of ${expected.length} rows, the first at step ${missing[0]?.[0]}`;
  if (rows.length !== expected.length)
    return `${metric} has ${rows.length} rows, not ${expected.length}`;
  const wrong = rows.findIndex(
    ([step, , value], index) =>
      step !== expected[index]?.[0] || !Object.is(value, expected[index]?.[2]),
  );
  return wrong < 0 ? null : `${metric} differs from step ${rows[wrong]?.[0]} on`;
}

function comparable(curves: Curves): [string, readonly Row[]][] {
  return [...curves].filter(([metric]) => !wallClock.test(metric));
}
