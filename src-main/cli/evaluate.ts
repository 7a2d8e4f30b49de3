import { formatPercent, isFraction, formatNumber } from '#analysis/format-value';
import type { Evaluation } from '#spec/evaluation';
import type { SplitName } from '#spec/task';
import { findCheckpoint } from '#storage/find-checkpoint';
import { openProject } from '#storage/projects';
import { readTrainedRun } from '#storage/runs';
import { CheckpointEvaluations } from '#training/checkpoint-evaluations';
import { forkLauncher } from '#training/fork-port';
import { ensureRuntime } from './drive-run';
import { exitStatus } from './exit-status';
import { projectDirectory } from './find-project';
import { formatTable } from './format';
import { print, printAll, printToStderr } from './output';
import { resources } from './program-paths';

export interface EvaluateOptions {
  checkpoint?: number;
  part: SplitName;
  examples?: number;
  project?: string;
  json?: boolean;
}

/**
 * `evaluate`: evaluates a checkpoint of a run, prints every metric, and keeps the result beside the checkpoint, with
 * a warning where it cannot be written. Returns the exit status.
 */
export async function evaluateRun(
  runId: string,
  { checkpoint, part, examples, project: directory, json }: EvaluateOptions,
): Promise<number> {
  const project = await openProject(projectDirectory(directory));
  const run = await readTrainedRun(project, runId, 'be evaluated');
  const step = await findCheckpoint(project, runId, checkpoint);
  await ensureRuntime();
  const evaluations = new CheckpointEvaluations({
    launch: forkLauncher(),
    resources,
    emit: () => undefined,
  });
  const evaluation = await evaluations.evaluate(project, run, step, { part, examples });
  if (json) print(JSON.stringify({ run: runId, step, ...evaluation }));
  else printAll(describe(step, evaluation, examples));
  if (evaluation.notKept !== null) printToStderr(`warning: ${evaluation.notKept}`);
  return exitStatus.finished;
}

function describe(
  step: number,
  { part, examples, isWhole, values }: Evaluation,
  wanted = Infinity,
): string[] {
  const count = examples.toLocaleString('en');
  const rounded =
    wanted < examples
      ? ` (${wanted.toLocaleString('en')}, rounded up to whole ticks of all rows)`
      : '';
  const rows = Object.entries(values).map(([metric, value]) => [metric, format(metric, value)]);
  return [
    `Checkpoint of step ${step.toLocaleString('en')}, ${part} part, ${isWhole ? 'all' : 'the first'} ${count}${rounded}:`,
    ...formatTable(rows, [1]),
  ];
}

function format(metric: string, value: number | string): string {
  return isFraction(metric) && typeof value === 'number'
    ? formatPercent(value)
    : formatNumber(Number(value));
}
