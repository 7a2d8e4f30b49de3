import { isSequential, type Task } from './task';

/**
 * The unit in which a task's examples are recorded, plural: examples, ticks, characters or words. An imported run has no
 * task.
 */
export function exampleUnit(task: Task | undefined): string {
  if (!task) return 'examples';
  if (task.kind === 'text') return task.unit === 'word' ? 'words' : 'characters';
  return isSequential(task) ? 'ticks' : 'examples';
}

/** The unit of several tasks, or `examples` if they have different ones. */
export function commonExampleUnit(tasks: readonly Task[]): string {
  const units = new Set(tasks.map(exampleUnit));
  const [unit] = units;
  return units.size === 1 && unit !== undefined ? unit : 'examples';
}
