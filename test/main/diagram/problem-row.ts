import type { Experiment } from '#spec/experiment';
import type { TaskData, TrainingMachine } from '#spec/task-data';

/** Where a problem is shown: on a card, on an edge, as a ghost, at the setting that the window calls so, or in the list. */
type Place = `node ${string}` | `edge ${string}` | `setting ${string}` | 'list' | 'ghost';

/** A model with a problem: a part of its message, where it is shown, what its fix promises, and what else is known. */
export type ProblemRow = [
  sentence: string,
  spec: Experiment,
  places: Place[],
  promise: string | null,
  surroundings?: Partial<TaskData> & { machine?: TrainingMachine },
];
