/** What rounding the products of training steps to bfloat16 costs: the test error after training, beside float32. */
import { availableParallelism } from 'node:os';
import { loadTask } from '#data/load';
import { evaluatePart } from '#engine/run/evaluate-splits';
import { TrainingSession } from '#engine/run/session';
import { chooseThreads } from '#engine/step/threads';
import type { Experiment } from '#spec/experiment';
import { precisions, type Precision } from '#spec/training';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import type { Workload } from './workloads';

export interface PrecisionCost {
  workload: string;
  steps: number;
  /** The seeds, in the order of the errors. */
  seeds: readonly number[];
  /** Errors on the test part, in percent. */
  errors: Record<Precision, readonly number[]>;
}

/** Trains a workload with each precision and seed for so many steps. */
export async function measurePrecision(
  { name, spec }: Workload,
  { steps, seeds }: { steps: number; seeds: readonly number[] },
  log: (line: string) => void,
): Promise<PrecisionCost> {
  const errors: Record<Precision, number[]> = { float32: [], bfloat16: [] };
  for (const seed of seeds)
    for (const precision of precisions) {
      const training = { ...spec.training, steps, seed, precision };
      const error = await trainedError({ ...spec, training });
      errors[precision].push(error);
      log(`${name}, seed ${seed}, ${precision}: ${error.toFixed(2)} %`);
    }
  return { workload: name, steps, seeds, errors };
}

async function trainedError(spec: Experiment): Promise<number> {
  const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
  const threads = chooseThreads(spec, data.fields, availableParallelism());
  await loadTensorFlow({ allowFallback: false, threads });
  const session = new TrainingSession(spec, data, '');
  try {
    while (session.step < spec.training.steps) session.advance(spec.training.steps - session.step);
    const uncompiled = session.takeMessages();
    if (uncompiled.length > 0) throw new Error(uncompiled.join(' '));
    const part = evaluatePart(
      { evaluate: (split) => session.evaluate(split), timed: (work) => work() },
      'test',
      { spec, dataset: data, signal: new AbortController().signal },
    );
    let next = await part.next();
    while (!next.done) next = await part.next();
    const [, error] = next.value?.values.find(([metric]) => metric.endsWith('error')) ?? [];
    if (error === undefined) throw new Error('the workload has no error on a test part');
    return 100 * error;
  } finally {
    session.dispose();
  }
}

/** The mean errors, and the mean and the standard deviation of the differences of runs with the same seed. */
export function describePrecision({ workload, steps, seeds, errors }: PrecisionCost): string {
  const differences = errors.bfloat16.map((error, index) => error - (errors.float32[index] ?? 0));
  const [change, spread] = [mean(differences), deviation(differences)];
  return `${workload}, ${steps} steps, ${seeds.length} seeds: error on the test part ${mean(errors.float32).toFixed(2)} % with float32 (standard deviation ${deviation(errors.float32).toFixed(2)}), ${mean(errors.bfloat16).toFixed(2)} % with bfloat16 (${deviation(errors.bfloat16).toFixed(2)}); with the same seed bfloat16 differs by ${change.toFixed(2)} (${spread.toFixed(2)}) percentage points.`;
}

export const precisionHeader = [
  'workload',
  'steps',
  'seeds',
  'error with float32, %',
  'error with bfloat16, %',
  'difference, points',
];

/** Means over the seeds, and in brackets the standard deviation. */
export function precisionRow({ workload, steps, seeds, errors }: PrecisionCost): string[] {
  const differences = errors.bfloat16.map((error, index) => error - (errors.float32[index] ?? 0));
  const cells = [errors.float32, errors.bfloat16, differences].map(
    (values) => `${mean(values).toFixed(2)} (${deviation(values).toFixed(2)})`,
  );
  return [workload, String(steps), String(seeds.length), ...cells];
}

export const precisionNotes = [
  'Errors on the test part: the mean over the seeds, and in brackets the standard deviation. Difference: of the two runs with the same seed.',
];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample. */
function deviation(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.map((value) => (value - center) ** 2);
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / (values.length - 1));
}
