import type { Experiment } from '#spec/experiment';
import { meanSpeed, ownSeconds, type Run } from '#spec/run';
import type { Method } from '#spec/training';
import { formatDuration } from '../stores/format';
import { methodInfo } from '#chart/methods';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
/** Shorter runs were mostly loading and compiling. */
const leastSeconds = 5;

/**
 * How long a run of each method will take at the speed of the newest run of the same model, data and batch on this
 * device, as a sentence that says so; null where there was none. `runs`: the newest first.
 */
export function describeExpectedTime(
  spec: Experiment,
  methods: readonly Method[],
  steps: number,
  { runs, device }: { runs: readonly Run[]; device: string | undefined },
): string | null {
  const times = methods.flatMap((method) => {
    const content = contentOf(spec, method);
    const run = runs.find(
      (candidate) =>
        candidate.method === method &&
        ownSeconds(candidate) >= leastSeconds &&
        meanSpeed(candidate) > 0 &&
        withoutThreads(candidate.environment?.device) === withoutThreads(device) &&
        candidate.spec !== null &&
        contentOf(candidate.spec, method) === content,
    );
    if (!run) return [];
    return `${formatDuration(steps / meanSpeed(run))} with ${methodInfo[method].label}`;
  });
  if (times.length === 0) return null;
  return `At the speed of the last run of this model, evaluations included, a run takes about ${list.format(times)} on this device.`;
}

/** `CPU` of `CPU, 2 threads`, whose number each run chooses itself. */
function withoutThreads(device: string | undefined): string | undefined {
  return device?.split(',')[0];
}

/** What decides the speed of a run, as a text. */
function contentOf({ model, task, training, diagnostics }: Experiment, method: Method): string {
  const { batch, unroll, fullUnroll, optimizer, compiled, xla, evaluateEvery } = training;
  return JSON.stringify([
    [model.nodes, model.edges, model.modules, task, diagnostics.every, diagnostics.batch, method],
    [batch, unroll, fullUnroll, optimizer.kind, compiled, xla, evaluateEvery],
  ]);
}
