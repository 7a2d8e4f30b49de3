import { examplesPerStep } from '#spec/examples-per-step';
import type { Experiment } from '#spec/experiment';
import { isSequential, type Task } from '#spec/task';
import type { CurveColumns } from './series-buffer';

/**
 * The unit in which a task's examples are recorded, plural: examples, ticks, characters or words.
 */
export function exampleUnit(task: Task): string {
  if (task.kind === 'text') return task.unit === 'word' ? 'words' : 'characters';
  return isSequential(task) ? 'ticks' : 'examples';
}

/** The unit of several tasks, or `examples` if they have different ones. */
export function commonExampleUnit(tasks: readonly Task[]): string {
  const units = new Set(tasks.map(exampleUnit));
  const [unit] = units;
  return units.size === 1 && unit !== undefined ? unit : 'examples';
}

/** Returns the number of examples that a run has trained on when a step is done. */
export type ExampleCounter = (step: number) => number;

/**
 * Multiplies the step by the examples per step if the settings fix that number. Otherwise (in a
 * curriculum a step grows with the task) interpolates linearly between the points of `recorded`, the
 * recorded metric `speed/examples-seen`.
 */
export function createExampleCounter(
  experiment: Experiment,
  recorded: CurveColumns | undefined,
): ExampleCounter {
  const perStep = examplesPerStep(experiment);
  if (perStep !== null) return (step) => step * perStep;
  const [steps, values] = [
    [0, ...(recorded?.step ?? [])],
    [0, ...(recorded?.value ?? [])],
  ];
  return (step) => {
    const after = steps.findIndex((recordedStep) => recordedStep >= step);
    const next = Math.max(1, after < 0 ? steps.length - 1 : after);
    const [from = 0, to = 0] = [steps[next - 1], steps[next]];
    const [low = 0, high = 0] = [values[next - 1], values[next]];
    return to > from ? low + ((high - low) * (step - from)) / (to - from) : low;
  };
}
