import type { Experiment } from '#spec/experiment';
import { environmentsOf } from '#spec/environments';
import { meanSpeed, ownSeconds, type Run } from '#spec/run';
import { methods, type Method } from '#spec/training';
import { formatNumber, formatRate } from './format';

/** Shorter runs were mostly loading and compiling; so is the beginning of one that has not done all its steps. */
const leastSeconds = { finished: 5, begun: 60 };

export interface MeasuredRuns {
  /** The newest first. */
  runs: readonly Run[];
  /** Where a run would be trained now. */
  device: string | undefined;
}

/** The newest run of the same model, data, batch and method on this device that tells how fast another one will be. */
export function findMeasuredRun(
  spec: Experiment,
  method: Method,
  { runs, device }: MeasuredRuns,
): Run | undefined {
  // A large model is written out only if there is a run to compare it with.
  let content: string | null = null;
  return runs.find(
    (run) =>
      run.method === method &&
      // Another machine has trained it, however its device is called.
      run.job === undefined &&
      ownSeconds(run) >= leastSeconds[run.status === 'finished' ? 'finished' : 'begun'] &&
      meanSpeed(run) > 0 &&
      isTrainedOn(run, device) &&
      run.spec !== null &&
      contentOf(run.spec, method) === (content ??= contentOf(spec, method)),
  );
}

/**
 * What a step of the model took on this machine, evaluations included, and with which method: the given one if a run has
 * measured it, else any other.
 */
export function findMeasuredStep(
  spec: Experiment,
  method: Method,
  measured: MeasuredRuns,
): { method: Method; seconds: number; batch: number } | null {
  for (const each of [method, ...methods.filter((other) => other !== method)]) {
    const run = findMeasuredRun(spec, each, measured);
    if (run) return { method: each, seconds: 1 / meanSpeed(run), batch: spec.training.batch };
  }
  return null;
}

/** How long a step takes on this machine, evaluations included, as a sentence; null before a run has measured it. */
export function describeMeasuredStep(
  spec: Experiment,
  method: Method,
  measured: MeasuredRuns,
): string | null {
  const run = findMeasuredRun(spec, method, measured);
  if (!run) return null;
  const speed = meanSpeed(run);
  const milliseconds = formatNumber(1000 / speed, 2);
  return `On this machine, with one worker for all modules, a step took ${milliseconds} ms (${formatRate(speed)}, run ${run.name}).`;
}

/** The speed of a run that was resumed on another device is that of neither. */
function isTrainedOn(run: Run, device: string | undefined): boolean {
  const environments = environmentsOf(run);
  const devices = environments.length === 0 ? [undefined] : environments.map((each) => each.device);
  return devices.every((each) => withoutThreads(each) === withoutThreads(device));
}

/** `CPU` of `CPU, 2 threads`, whose number each run chooses itself; `CPU, WebAssembly` is another device. */
function withoutThreads(device: string | undefined): string | undefined {
  return device?.replace(/, \d+ threads?/, '');
}

/** What decides the speed of a run, as a text. */
function contentOf({ model, task, training, diagnostics }: Experiment, method: Method): string {
  const { batch, unroll, fullUnroll, optimizer, compiled, xla, precision } = training;
  return JSON.stringify([
    [model.nodes, model.edges, model.modules, task, diagnostics.every, diagnostics.batch, method],
    [batch, unroll, fullUnroll, optimizer.kind, compiled, xla, precision, training.evaluateEvery],
  ]);
}
