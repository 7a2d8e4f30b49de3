import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue, SlotsSetting } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import type { ProjectFolder } from '#storage/projects';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { JobQueue, type Job } from './job-queue';
import type { MachineShare } from './protocol';
import { estimateRunMemory } from './run-memory';
import { chooseSlots, coresOfSlot, countTogether, usedMemory, type RunMachine } from './run-slots';

/** Milliseconds in which further runs are expected where there are fewer than slots. */
const gatherMs = 200;

export interface RunQueueOptions {
  slots: SlotsSetting;
  machine: RunMachine;
  /** Called after what `get` returns has changed. */
  onChange: (queue: Queue) => void;
}

/** The runs of all projects that wait for one of the slots of this program. */
export class RunQueue {
  readonly #onChange: RunQueueOptions['onChange'];
  readonly #jobs: JobQueue;
  #setting: SlotsSetting;
  #machine: RunMachine;
  #isPaused = false;
  /** What `get` returned when it was told last, as JSON. */
  #told: string;

  constructor({ slots, machine, onChange }: RunQueueOptions) {
    this.#onChange = onChange;
    this.#jobs = new JobQueue(() => this.#change());
    this.#setting = slots;
    this.#machine = machine;
    this.#applyLimits();
    this.#told = JSON.stringify(this.get());
  }

  /**
   * What the run in a slot may use of the machine: a slot's share of the cores, or more where fewer runs are there. All
   * runs of a study get the same, so that they can be compared. `gpu`: null where it may use all.
   */
  async shareOf(slot: number, { study }: Pick<Run, 'study'>): Promise<MachineShare> {
    // Runs that are started together are to share alike, the first of them too.
    if (this.#jobs.size < this.#count && !study) await sleep(gatherMs);
    const count = study ? this.#count : Math.min(this.#count, Math.max(1, this.#jobs.size));
    const { gpus } = this.#machine;
    return { cores: coresOfSlot(count, this.#machine), gpu: gpus > 1 ? slot % gpus : null };
  }

  get(): Queue {
    const { count, reason } = chooseSlots(this.#setting, this.#machine);
    const memory = this.#jobs.waitsForMemory
      ? ' The next run waits until there is enough memory for it.'
      : '';
    return {
      slots: this.#setting,
      count,
      reason: reason + memory,
      waiting: this.#jobs.waiting.map(parseKey),
      isPaused: this.#isPaused,
    };
  }

  /** How many runs like this one can train together in a slot. */
  mostTogether(spec: Experiment): number {
    return countTogether(this.#count, estimateRunMemory(spec), this.#machine.memory);
  }

  /** The share of a slot, for what runs beside the runs. */
  get coresOfSlot(): number {
    return coresOfSlot(this.#count, this.#machine);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  setSlots(setting: SlotsSetting): void {
    this.#setting = setting;
    this.#applyLimits();
    this.#change();
  }

  setMachine(machine: RunMachine): void {
    this.#machine = machine;
    this.#applyLimits();
    this.#change();
  }

  /** Holds waiting runs back, or lets them go on. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) this.#jobs.hold();
    else this.#jobs.release();
    this.#change();
  }

  /** Adds one run, or runs that train together in one slot. */
  add(project: ProjectFolder, runIds: readonly string[], job: Omit<Job, 'keys'>): void {
    this.#jobs.add({ ...job, keys: runIds.map((runId) => keyOf(project, runId)) });
  }

  /** Removes a run that waits. False if it does not. */
  remove(project: ProjectFolder, runId: string): boolean {
    return this.#jobs.remove(keyOf(project, runId));
  }

  /** Moves a waiting run before another one of any project, or to the end. Throws `conflict` where either does not wait. */
  move(project: ProjectFolder, runId: string, before: string | null): void {
    const other = this.#jobs.waiting.find((key) => parseKey(key).runId === before);
    if (before !== null && other === undefined) throw notWaiting(before);
    if (!this.#jobs.move(keyOf(project, runId), other ?? null)) throw notWaiting(runId);
  }

  get #count(): number {
    return chooseSlots(this.#setting, this.#machine).count;
  }

  #applyLimits(): void {
    this.#jobs.setLimits({ count: this.#count, memory: usedMemory * this.#machine.memory });
  }

  #change(): void {
    const queue = this.get();
    const text = JSON.stringify(queue);
    if (text === this.#told) return;
    this.#told = text;
    this.#onChange(queue);
  }
}

export function keyOf(project: ProjectFolder, runId: string): string {
  return `${project.id}/${runId}`;
}

function parseKey(key: string): { projectId: string; runId: string } {
  const [projectId = '', runId = ''] = key.split('/');
  return { projectId, runId };
}

function notWaiting(runId: string): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    `The run '${runId}' does not wait in the queue: it has started or was stopped meanwhile.`,
  );
}
