import type { Run } from '#spec/run';

/**
 * Gives runs with equal models, tasks and diagnostics the same objects for them. A thousand runs of one model then take
 * little memory, and what is found out about a model, such as its list of settings, is found out once.
 */
export class SharedParts {
  /** By their text in JSON. */
  readonly #known = new Map<string, unknown>();

  share(run: Run): Run {
    if (!run.spec) return run;
    const { model, task, diagnostics } = run.spec;
    return {
      ...run,
      spec: {
        ...run.spec,
        model: this.#find(model),
        task: this.#find(task),
        diagnostics: this.#find(diagnostics),
      },
    };
  }

  clear(): void {
    this.#known.clear();
  }

  #find<T>(part: T): T {
    const text = JSON.stringify(part);
    const known = this.#known.get(text) as T | undefined;
    if (known === undefined) this.#known.set(text, part);
    return known ?? part;
  }
}
