import { examplesPerStep } from '#spec/examples';
import type { Experiment } from '#spec/experiment';
import { isSequential, type Task } from '#spec/task';
import type { Points } from './series-buffer';

/** What a task's examples are called: the ticks of a stream, the characters of a text. */
export function thingsOf(task: Task): string {
  if (task.kind === 'text') return task.unit === 'word' ? 'words' : 'characters';
  return isSequential(task) ? 'ticks' : 'examples';
}

/** The same for several tasks: what they have in common. */
export function thingsOfAll(tasks: readonly Task[]): string {
  const all = new Set(tasks.map(thingsOf));
  const [only] = all;
  return all.size === 1 && only !== undefined ? only : 'examples';
}

/** How many examples a run has taken in by a step. */
export type Seen = (step: number) => number;

/**
 * By the settings where they say it; where a step takes in more as the task grows, by what was counted
 * (`speed/examples-seen`), between its points along straight lines.
 */
export function seenBy(experiment: Experiment, counted: Points | undefined): Seen {
  const perStep = examplesPerStep(experiment);
  if (perStep !== null) return (step) => step * perStep;
  const [steps, values] = [
    [0, ...(counted?.step ?? [])],
    [0, ...(counted?.value ?? [])],
  ];
  return (step) => {
    const past = steps.findIndex((one) => one >= step);
    const next = Math.max(1, past < 0 ? steps.length - 1 : past);
    const [from = 0, to = 0] = [steps[next - 1], steps[next]];
    const [low = 0, high = 0] = [values[next - 1], values[next]];
    return to > from ? low + ((high - low) * (step - from)) / (to - from) : low;
  };
}
