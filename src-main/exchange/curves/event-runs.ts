import { basename, dirname } from 'node:path';
import { countNoun } from '#spec/count-noun';
import { quote } from '#spec/quote';
import type { MetricRows } from '#storage/metric-files';
import { describeLeftOut, type EventRun } from '../tensorboard/event-run';
import { readEventFiles } from '../tensorboard/read-event-files';
import type { ScalarColumns } from '../tensorboard/scalar-series';
import { dateOf, withoutNamed, type ForeignRun } from './foreign-run';

/**
 * The runs in event files of TensorBoard: every folder that has scalars is one. Throws as `readEventFiles`. `source`: the
 * absolute path of a folder or of an event file.
 */
export async function readEventRuns(source: string): Promise<ForeignRun[]> {
  const found = joinHParams(await readEventFiles(source));
  return found
    .filter(({ scalars }) => scalars.size > 0)
    .map((run) => toForeign(run, source, found.length === 1));
}

/**
 * SummaryWriter.add_hparams of PyTorch writes hyperparameters and final values to a folder of their own in that of the run:
 * they are those of the run, and no run.
 */
function joinHParams(runs: readonly EventRun[]): EventRun[] {
  const byName = new Map(runs.map((run) => [run.name, run]));
  const joined = new Set<EventRun>();
  for (const run of runs) {
    const parent = byName.get(run.name.includes('/') ? dirname(run.name) : '.');
    const isFinal = [...run.scalars.values()].every(({ step }) => step.length === 1);
    if (!parent || parent === run || !isFinal || Object.keys(run.hparams).length === 0) continue;
    Object.assign(parent.hparams, run.hparams);
    joined.add(run);
  }
  return runs.filter((run) => !joined.has(run));
}

function toForeign(run: EventRun, source: string, isOnly: boolean): ForeignRun {
  const times = [...run.scalars.values()].map(({ wallTime }) => wallTime);
  const [first, last] = rangeOf(times);
  const part = run.name === '.' ? null : run.name;
  return {
    format: 'tensorboard',
    source,
    part,
    files: run.files,
    name: isOnly || part === null ? basename(part ?? source) : part,
    ...withoutNamed(run.hparams),
    curves: new Map([...run.scalars].map(([tag, columns]) => [tag, toRows(columns, first)])),
    started: dateOf(first),
    ended: dateOf(last),
    notes: describeNotes(run),
  };
}

function describeNotes(run: EventRun): string[] {
  const { replaced, unusableSteps, cut } = run;
  const notes = cut.map(
    ({ file, records }) =>
      `The last record of ${quote(basename(file))} is cut off, as while it is written: ${countNoun(records, 'record')} before it ${records === 1 ? 'is' : 'are'} read.`,
  );
  if (replaced > 0)
    notes.push(
      `Training was started again: ${countNoun(replaced, 'value')} of before ${replaced === 1 ? 'is' : 'are'} replaced.`,
    );
  if (unusableSteps)
    notes.push(
      `Left out, since a step is a whole number from 0 to 2^53 - 1: ${countNoun(unusableSteps.count, 'value')}, the first one at step ${unusableSteps.step.toLocaleString('en')} of ${quote(unusableSteps.tag)}.`,
    );
  const leftOut = describeLeftOut(run);
  if (leftOut !== '') notes.push(`Only scalars are imported. Left out: ${leftOut}.`);
  return notes;
}

/** The seconds of the training; NaN where the time that the file names is none. */
function toRows({ step, wallTime, value }: ScalarColumns, first: number): MetricRows {
  return { step, seconds: wallTime.map((time) => (dateOf(time) ? time - first : NaN)), value };
}

function rangeOf(columns: readonly Float64Array[]): [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (const column of columns)
    for (const time of column) {
      if (!dateOf(time)) continue;
      if (time < first) first = time;
      if (time > last) last = time;
    }
  return [first, last];
}
