import type { Experiment } from '#spec/experiment';
import { meanSpeed } from '#spec/run';
import type { Method } from '#spec/training';
import { formatDuration } from '../stores/format';
import { findMeasuredRun, type MeasuredRuns } from '../stores/measured-run';
import { methodInfo } from '#chart/methods';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/**
 * How long a run of each method will take at the speed of the newest run of the same model, data and batch on this
 * device, as a sentence that says so; null where there was none. `runs`: the newest first.
 */
export function describeExpectedTime(
  spec: Experiment,
  methods: readonly Method[],
  steps: number,
  measured: MeasuredRuns,
): string | null {
  const times = methods.flatMap((method) => {
    const run = findMeasuredRun(spec, method, measured);
    if (!run) return [];
    return `${formatDuration(Math.max(1, steps / meanSpeed(run)))} with ${methodInfo[method].label}`;
  });
  if (times.length === 0) return null;
  return `At the speed of the last run of this model, evaluations included, a run takes about ${list.format(times)} on this device.`;
}
