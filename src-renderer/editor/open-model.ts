import type { SavedModel } from '#api/types';
import { isOfKind, messageOf } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { keepResults } from '#spec/keep-results';
import * as history from './history';
import { isSameExperiment } from './same-experiment';
import { parseConflict, type Conflict, type SaveStatus } from './save-status';
import type { UnsavedWork } from './unsaved-copies';

/** A change is saved this many milliseconds after it was made, unless another one follows. */
const saveDelayMs = 500;
/** The longest time that changes which follow each other are not saved. */
const longestDelayMs = 2000;
/** The pauses between attempts to save a model that cannot be saved. */
const retryDelaysMs = [1000, 2000, 4000, 8000, 15_000];

export interface SaveRequest {
  /** Undefined: a new model is created. */
  modelId?: string;
  spec: Experiment;
  /** The revision that the change was made to. Undefined: whatever is on disk is replaced. */
  baseRevision?: string;
  keepVersion?: boolean;
}

/** What an open model needs of its surroundings. */
export interface ModelHost {
  /** Throws WorkbenchError: `conflict` if the file is not the one that was read. */
  save(request: SaveRequest): Promise<SavedModel>;
  /** Throws WorkbenchError: `notFound` if there is no such model. */
  get(modelId: string): Promise<SavedModel>;
  /** Keeps a copy of work that is not on disk in the browser's storage; null removes the copy. */
  keepCopy(work: UnsavedWork | null): void;
  /** Called before a version of another window replaces the present one. */
  commitTypedText(): void;
  /** Called after every change of `snapshot`. */
  onchange(): void;
}

/** The state of an open model; replaced by every change, never mutated. */
export interface ModelSnapshot {
  readonly id: string | null;
  readonly history: history.History<Experiment>;
  readonly status: SaveStatus;
}

export interface ModelOrigin {
  history: history.History<Experiment>;
  /** The version on disk, or a version that needs no file; undefined: the model has to be saved. */
  unchanged?: Experiment;
  id?: string | null;
  revision?: string | null;
}

/**
 * A model that is open in this window: its versions, and their way to disk. Every change is saved
 * soon after it was made. A model without a file gets one with its first change. If saving fails, it
 * is tried again; if the file is not the one that was read, saving waits for `keepMine` or
 * `takeTheirs`.
 *
 *     const model = new OpenModel(host, fromFile(saved));
 *     model.change(next);
 *     await model.flush();
 *     if (model.snapshot.status.kind === 'failed') ...
 */
export class OpenModel {
  readonly #host: ModelHost;
  #history: history.History<Experiment>;
  #unchanged: Experiment | undefined;
  #id: string | null;
  #revision: string | null;
  #conflict: Conflict | null = null;
  #failure: string | null = null;
  #failedAttempts = 0;
  #isSaving = false;
  /** The model is to be saved although it has not changed. */
  #isSaveForced = false;
  /** The next version that is saved is to be kept in the history. */
  #isKeepWanted = false;
  /** The version on disk is kept in the history. */
  #isKept = false;
  #isStopped = false;
  /** The work with the file in progress: there is one at a time. */
  #work: Promise<void> | null = null;
  #isLookWanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change that is not saved was made. */
  #unsavedSince: number | null = null;
  #snapshot: ModelSnapshot;

  constructor(host: ModelHost, origin: ModelOrigin) {
    this.#host = host;
    this.#history = origin.history;
    this.#unchanged = origin.unchanged;
    this.#id = origin.id ?? null;
    this.#revision = origin.revision ?? null;
    keepResults(this.spec.model);
    this.#snapshot = this.#takeSnapshot();
    this.#keepCopy();
    this.#schedule();
  }

  get snapshot(): ModelSnapshot {
    return this.#snapshot;
  }

  get spec(): Experiment {
    return this.#history.present;
  }

  change(next: Experiment, mergeKey: string | null = null): void {
    if (next === this.spec) return;
    this.#replaceHistory(history.pushVersion(this.#history, next, mergeKey, Date.now()));
  }

  undo(): void {
    this.#replaceHistory(history.undo(this.#history));
  }

  redo(): void {
    this.#replaceHistory(history.redo(this.#history));
  }

  /** Saves what is not saved yet. Never throws: `status` tells whether it succeeded. */
  async flush(): Promise<void> {
    this.#stopTimer();
    while (this.#work) await this.#work;
    if (this.#needsSave) await this.#start(() => this.#saveAll());
  }

  /** Saves at once, also a new model without a change. `keepVersion` keeps the version in the history. */
  save({ keepVersion = false } = {}): Promise<void> {
    this.#isSaveForced ||= keepVersion || this.#id === null;
    this.#isKeepWanted ||= keepVersion;
    return this.flush();
  }

  /**
   * Compares with the file. A version of another window becomes the present one as a change that can
   * be undone, unless there are changes here too: these meet the conflict when they are saved.
   */
  async lookAtFile(): Promise<void> {
    this.#isLookWanted = true;
    if (this.#work) return this.#work;
    return this.#start(() => Promise.resolve());
  }

  /**
   * Ends a conflict: replaces the version of the other window, which stays in the history on disk, or
   * writes the deleted file again.
   */
  async keepMine(): Promise<void> {
    if (this.#conflict === null) return;
    this.#conflict = null;
    this.#revision = null;
    this.#isSaveForced = true;
    await this.flush();
  }

  /** Ends a conflict: the version of the other window becomes the present one; mine can be undone. */
  takeTheirs(): void {
    if (this.#conflict?.kind === 'changedElsewhere') this.adopt(this.#conflict.theirs);
  }

  /** Makes a version that is on disk the present one, as a change that can be undone. */
  adopt(saved: SavedModel): void {
    this.#conflict = null;
    this.#failure = null;
    this.#id = saved.id;
    this.#revision = saved.revision;
    const isSame = isSameExperiment(this.spec, saved.spec);
    this.#unchanged = isSame ? this.spec : saved.spec;
    this.#replaceHistory(
      isSame ? this.#history : history.pushVersion(this.#history, saved.spec, null, Date.now()),
    );
  }

  /** Leaves the file alone until `resume`, because the model is deleted or closed. */
  stop(): void {
    this.#isStopped = true;
    this.#stopTimer();
    this.#host.keepCopy(null);
  }

  resume(): void {
    this.#isStopped = false;
    this.#keepCopy();
    this.#schedule();
  }

  get #isDirty(): boolean {
    return this.spec !== this.#unchanged;
  }

  get #needsSave(): boolean {
    if (this.#conflict !== null || this.#isStopped) return false;
    return this.#isDirty || this.#isSaveForced;
  }

  #replaceHistory(next: history.History<Experiment>): void {
    this.#history = next;
    // Before anybody reads the version, so that all share what is worked out of it.
    keepResults(next.present.model);
    this.#keepCopy();
    this.#schedule();
    this.#notify();
  }

  #keepCopy(): void {
    this.#host.keepCopy(
      this.#isDirty ? { modelId: this.#id, baseRevision: this.#revision, spec: this.spec } : null,
    );
  }

  /** Saves after a pause in the changes; after a failure, when it is time to try again. */
  #schedule(): void {
    if (!this.#needsSave) {
      this.#stopTimer();
      this.#unsavedSince = null;
    } else if (this.#failedAttempts > 0) {
      const attempt = Math.min(this.#failedAttempts, retryDelaysMs.length) - 1;
      this.#timer ??= setTimeout(() => void this.flush(), retryDelaysMs[attempt]);
    } else {
      this.#stopTimer();
      const now = Date.now();
      this.#unsavedSince ??= now;
      const latestMs = this.#unsavedSince + longestDelayMs - now;
      const delayMs = Math.max(0, Math.min(saveDelayMs, latestMs));
      this.#timer = setTimeout(() => void this.flush(), delayMs);
    }
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Runs work with the file, and what was asked for meanwhile. */
  async #start(work: () => Promise<void>): Promise<void> {
    this.#work = (async () => {
      await work();
      while (this.#isLookWanted) await this.#look();
    })().finally(() => {
      this.#work = null;
      this.#schedule();
      this.#notify();
    });
    return this.#work;
  }

  async #saveAll(): Promise<void> {
    while (this.#needsSave) if (!(await this.#saveOnce())) return;
  }

  async #saveOnce(): Promise<boolean> {
    const { spec } = this;
    const keepVersion = this.#isKeepWanted;
    const wasForced = this.#isSaveForced;
    this.#isKeepWanted = false;
    this.#isSaveForced = false;
    this.#isSaving = true;
    this.#unsavedSince = null;
    this.#notify();
    try {
      const saved = await this.#host.save({
        modelId: this.#id ?? undefined,
        spec,
        baseRevision: this.#revision ?? undefined,
        keepVersion,
      });
      this.#markSaved(spec, saved);
      this.#isKept = keepVersion;
      return true;
    } catch (error) {
      this.#isKeepWanted ||= keepVersion;
      this.#isSaveForced ||= wasForced;
      return this.#handleFailure(error, spec);
    } finally {
      this.#isSaving = false;
    }
  }

  #markSaved(spec: Experiment, saved: SavedModel): void {
    this.#id = saved.id;
    this.#revision = saved.revision;
    this.#unchanged = spec;
    this.#failure = null;
    this.#failedAttempts = 0;
    if (!this.#isDirty) this.#host.keepCopy(null);
  }

  /** Whether saving can go on. */
  #handleFailure(error: unknown, spec: Experiment): boolean {
    const conflict = parseConflict(error);
    if (conflict?.kind === 'changedElsewhere' && isSameExperiment(conflict.theirs.spec, spec)) {
      // The answer to an earlier attempt was lost, or the other window made the same change.
      this.#markSaved(spec, conflict.theirs);
      return true;
    }
    if (conflict) {
      this.#conflict = conflict;
      this.#failure = null;
      this.#failedAttempts = 0;
    } else {
      this.#failure = messageOf(error);
      this.#failedAttempts += 1;
    }
    return false;
  }

  async #look(): Promise<void> {
    this.#isLookWanted = false;
    if (this.#id === null || this.#isStopped) return;
    let current: SavedModel;
    try {
      current = await this.#host.get(this.#id);
    } catch (error) {
      const isMissing = isOfKind(error, 'notFound');
      if (isMissing && !this.#isStopped) this.#conflict = { kind: 'deletedElsewhere' };
      return;
    }
    if (this.#isStopped) return;
    if (current.revision !== this.#revision) this.#host.commitTypedText();
    if (current.revision === this.#revision) this.#conflict = null;
    else if (!this.#isDirty) this.adopt(current);
    else if (this.#conflict) this.#conflict = { kind: 'changedElsewhere', theirs: current };
  }

  #notify(): void {
    this.#snapshot = this.#takeSnapshot();
    this.#host.onchange();
  }

  #takeSnapshot(): ModelSnapshot {
    return { id: this.#id, history: this.#history, status: this.#status };
  }

  get #status(): SaveStatus {
    if (this.#conflict) return this.#conflict;
    if (this.#failure !== null && (this.#needsSave || this.#isSaving))
      return { kind: 'failed', message: this.#failure };
    if (this.#isSaving) return { kind: 'saving' };
    if (this.#needsSave) return { kind: 'unsaved' };
    return this.#id === null ? { kind: 'new' } : { kind: 'saved', isKept: this.#isKept };
  }
}
