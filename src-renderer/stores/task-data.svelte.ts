import { messageOf } from '#spec/errors';
import { taskFields, type Task } from '#spec/task';
import type { TaskData } from '#spec/task-data';
import { UnauthorizedError } from '../client';
import { datasets } from './datasets.svelte';
import { session } from './session.svelte';

/** Looks that are remembered; each text that is typed for a path is another task. */
const maxRemembered = 50;

/**
 * What the main process has found of the data of tasks: whether it is there, its fields and its size.
 *
 *     $effect(() => taskData.load(task));
 *     const data = $derived(taskData.find(task)); // null until it has arrived
 */
class TaskDataStore {
  #known = $state.raw<ReadonlyMap<string, TaskData>>(new Map());
  readonly #asked = new Set<string>();
  /** Changes with the imported data sets: what was found before they changed counts no longer. */
  readonly #version = $derived(
    [session.project?.id, ...datasets.list.map(({ id, created }) => `${id} ${created}`)].join(),
  );

  constructor() {
    session.onProjectOpened(() => {
      this.#known = new Map();
      this.#asked.clear();
    });
  }

  find(task: Task): TaskData | null {
    return this.#known.get(this.#keyOf(task)) ?? null;
  }

  /** Looks at the data of a task, unless that was done already. To be called in an effect, which runs again when it is due again. */
  load(task: Task): void {
    const key = this.#keyOf(task);
    if (!session.project || this.#known.has(key) || this.#asked.has(key)) return;
    this.#asked.add(key);
    void this.#look(key, task);
  }

  async #look(key: string, task: Task): Promise<void> {
    try {
      this.#remember(key, await session.callInProject('tasks.data', { task }));
    } catch (error) {
      if (error instanceof UnauthorizedError) session.report(error);
      const problem = { setting: 'task', message: messageOf(error), remedy: '' };
      this.#remember(key, { fields: taskFields(task), counts: null, bytes: 0, problem });
    } finally {
      this.#asked.delete(key);
    }
  }

  #remember(key: string, data: TaskData): void {
    const entries = [...this.#known, [key, data] as const];
    this.#known = new Map(entries.slice(-maxRemembered));
  }

  #keyOf(task: Task): string {
    return `${this.#version} ${JSON.stringify(task)}`;
  }
}

export const taskData = new TaskDataStore();
