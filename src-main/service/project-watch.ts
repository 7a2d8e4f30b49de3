import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmitEvent } from '#api/events';
import { takeTurn } from '#files/take-turn';
import { isProjectGone, type ProjectFolder } from '#storage/projects';
import { isTrashed } from '#storage/run-trash';
import { runIds, runStamp } from '#storage/runs';
import type { RunManager } from '#training/run-manager';

export interface ProjectWatchOptions {
  emit: EmitEvent;
  runs: Pick<RunManager, 'get' | 'activeRuns'>;
  /** Milliseconds between two looks at a project. */
  everyMs?: number;
}

/** Looking takes a twentieth of the time at most, unless that would be later than `latestMs`. */
const restFactor = 20;
const latestMs = 10_000;

const folders = ['models', 'datasets', 'comparisons', 'studies', 'reported', 'templates'] as const;

/** What was there at the last look. */
interface Seen {
  folders: Map<(typeof folders)[number], number | null>;
  /** Of `run.json`, by id. */
  runs: Map<string, string | null>;
}

/**
 * Tells the window what other programs change in open projects: models, data sets, comparisons, studies, reported results
 * and runs that come, go or change. It looks at the times of the files, which works on disks of other computers too. What this program
 * changes itself may be told a second time.
 *
 *     const watch = new ProjectWatch({ emit, runs });
 *     await watch.open(project); // before the window lists what is there
 *     watch.close();
 */
export class ProjectWatch {
  readonly #options: ProjectWatchOptions;
  readonly #timers = new Map<string, NodeJS.Timeout | null>();
  #isClosed = false;

  constructor(options: ProjectWatchOptions) {
    this.#options = options;
  }

  async open(project: ProjectFolder): Promise<void> {
    const { everyMs = 2000 } = this.#options;
    if (this.#timers.has(project.id) || everyMs === Infinity) return;
    this.#timers.set(project.id, null);
    const seen: Seen = { folders: new Map(), runs: new Map() };
    await this.#look(project, seen, () => undefined).catch(() => undefined);
    this.#plan(project, seen, everyMs);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) if (timer) clearTimeout(timer);
  }

  #plan(project: ProjectFolder, seen: Seen, afterMs: number): void {
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      const began = performance.now();
      // What cannot be read now, as on a disk that is away, is looked at again later.
      void this.#look(project, seen, this.#options.emit)
        .catch(() => undefined)
        .then(() => {
          const restMs = Math.min(latestMs, restFactor * (performance.now() - began));
          this.#plan(project, seen, Math.max(this.#options.everyMs ?? 2000, restMs));
        });
    }, afterMs);
    timer.unref();
    this.#timers.set(project.id, timer);
  }

  async #look(project: ProjectFolder, seen: Seen, emit: EmitEvent): Promise<void> {
    const times: [(typeof folders)[number], number | null][] = [];
    for (const what of folders) {
      const stats = await stat(join(project.directory, what)).catch(() => null);
      times.push([what, stats?.mtimeMs ?? null]);
    }
    const ids = new Set(await runIds(project));
    // Asked after all is read, since a folder can be moved at any time: otherwise all that was in it would be told as
    // deleted.
    if (await isProjectGone(project.directory)) return;
    for (const [what, modified] of times) {
      if (seen.folders.get(what) !== modified)
        emit('project.changed', { projectId: project.id, what });
      seen.folders.set(what, modified);
    }
    await this.#lookAtRuns(project, ids, seen.runs, emit);
  }

  async #lookAtRuns(
    project: ProjectFolder,
    ids: ReadonlySet<string>,
    seen: Map<string, string | null>,
    emit: EmitEvent,
  ): Promise<void> {
    const { runs } = this.#options;
    for (const id of ids) {
      await takeTurn();
      const stamp = runStamp(project, id);
      if (seen.get(id) === stamp) continue;
      seen.set(id, stamp);
      // Of those that it trains itself, this program tells every change.
      if (stamp === null || runs.activeRuns().some((run) => run.id === id)) continue;
      const run = await runs.get(project, id).catch(() => null);
      if (run) emit('run.changed', { projectId: project.id, run });
    }
    for (const runId of [...seen.keys()]) {
      if (ids.has(runId)) continue;
      seen.delete(runId);
      // The window keeps what it shows of a run whose folder was renamed or moved by hand.
      if (await isTrashed(project, runId)) emit('run.deleted', { projectId: project.id, runId });
    }
  }
}
