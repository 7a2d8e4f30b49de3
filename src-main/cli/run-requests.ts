import { readdir } from 'node:fs/promises';
import type { ProjectFolder } from '#storage/projects';
import type { RunManager } from '#training/run-manager';

const everyMs = 500;

/**
 * Does with a run what other programs ask by files in a folder: it stops while there is a file `stop`, and is paused while
 * there is one `pause`. The caller ends it. A folder that is missing asks for nothing.
 */
export class RunRequests {
  readonly #timer: NodeJS.Timeout;
  #isPaused = false;

  constructor(folder: string, runs: RunManager, project: ProjectFolder, runId: string) {
    const look = async (): Promise<void> => {
      const names = await readdir(folder).catch((): string[] => []);
      if (names.includes('stop')) await runs.stop(project, runId);
      const toPause = names.includes('pause');
      if (toPause === this.#isPaused) return;
      // Told first, so that a pause is known as one that was asked for.
      this.#isPaused = toPause;
      try {
        await (toPause ? runs.pause(project, runId) : runs.resume(project, runId));
      } catch {
        // It does not run yet, or no more: asked again the next time.
        this.#isPaused = !toPause;
      }
    };
    this.#timer = setInterval(() => void look().catch(() => undefined), everyMs);
  }

  /** Whether the run was paused because a file asks for it. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
