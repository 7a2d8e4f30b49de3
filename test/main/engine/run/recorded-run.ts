import { readdir, rm } from 'node:fs/promises';
import type { SplitName } from '#spec/task';
import type { TickDataset, TickSource } from '#data/streams/tick-dataset';
import { train, type TrainOptions, type TrainRecorder } from '#engine/run/train';
import type { TrainEvent } from '#spec/train-events';

export const cpuRuntime = {
  backend: 'cpu',
  device: 'test',
  tensorflowVersion: null,
  fallbackReason: 'a unit test',
} as const;

/** A recorder that always succeeds. */
export const calmRecorder: TrainRecorder = {
  sync: () => Promise.resolve(),
  retrySave: (error) => Promise.reject(error),
};

/** The values of a metric in these events, with their steps. */
export function valuesOf(events: readonly TrainEvent[], metric: string): [number, number][] {
  return events.flatMap((event) =>
    event.kind === 'metrics'
      ? event.points
          .filter((point) => point.metric === metric)
          .map(({ step, value }): [number, number] => [step, value])
      : [],
  );
}

interface Row {
  step: number;
  value: number;
}

/** How a run ends before its end. */
export interface Interruption {
  /** Number of the event at which it is interrupted, from 0. */
  atEvent: number;
  /** `lost`: killed, with everything lost that was not synced to the disk. */
  by: 'stop' | 'kill' | 'lost';
}

/** A run with the curves that its recorder would have on the disk, over all its interruptions. */
export class RecordedRun {
  readonly #options: Pick<TrainOptions, 'spec' | 'dataset' | 'runtime' | 'checkpoints'>;
  #curves = new Map<string, Row[]>();
  #synced = new Map<string, Row[]>();
  /** Warnings by the step of the last event before them. */
  warnings: string[] = [];
  events: TrainEvent[] = [];

  constructor(options: Pick<TrainOptions, 'spec' | 'dataset' | 'runtime' | 'checkpoints'>) {
    this.#options = options;
  }

  /** Trains from the newest checkpoint to the end or the interruption. */
  async go(interruption?: Interruption): Promise<void> {
    const stop = new AbortController();
    this.events = [];
    const recorder: TrainRecorder = {
      ...calmRecorder,
      sync: async () => {
        this.#synced = copyOf(this.#curves);
        await Promise.resolve();
      },
    };
    const resumeFrom = await this.checkpoints();
    for await (const event of train({
      ...this.#options,
      resumeFrom,
      recorder,
      signal: stop.signal,
    })) {
      this.#record(event);
      this.events.push(event);
      if (interruption?.atEvent !== this.events.length - 1) continue;
      if (interruption.by !== 'stop') break;
      stop.abort();
    }
    if (interruption?.by === 'lost') this.#curves = copyOf(this.#synced);
    else this.#synced = copyOf(this.#curves);
  }

  /** Steps of the checkpoints, the newest first. */
  async checkpoints(): Promise<number[]> {
    const names = await readdir(this.#options.checkpoints);
    return names.map(Number).sort((a, b) => b - a);
  }

  async removeCheckpoints(): Promise<void> {
    for (const step of await this.checkpoints())
      await rm(`${this.#options.checkpoints}/${step}`, { recursive: true });
  }

  /** Every row of every curve, but of those that a clock makes. */
  rows(): Record<string, Row[]> {
    const names = [...this.#curves.keys()].filter((name) => !/^(speed|memory)\//.test(name)).sort();
    return Object.fromEntries(names.map((name) => [name, this.#curves.get(name) ?? []]));
  }

  #record(event: TrainEvent): void {
    if (event.kind === 'started')
      for (const [name, rows] of this.#curves)
        this.#curves.set(
          name,
          rows.filter(({ step }) => event.step > 0 && step <= event.step),
        );
    if (event.kind === 'log' && event.level === 'warning') this.warnings.push(event.message);
    if (event.kind === 'alert') this.warnings.push(event.message);
    if (event.kind !== 'metrics') return;
    for (const { metric, step, value } of event.points) {
      const rows = this.#curves.get(metric) ?? [];
      this.#curves.set(metric, rows);
      const last = rows.at(-1);
      if (!last || step > last.step) rows.push({ step, value });
      // Only what was recorded already may come again, with the same value.
      else if (!rows.some((row) => row.step === step && Object.is(row.value, value)))
        throw new Error(`${metric}: step ${step} after step ${last.step}`);
    }
  }
}

function copyOf(curves: ReadonlyMap<string, Row[]>): Map<string, Row[]> {
  return new Map([...curves].map(([name, rows]) => [name, [...rows]]));
}

/** A stream whose held-out splits are this short: evaluating takes long op by op. */
export function withShortSplits(
  data: TickDataset,
  ticks: number,
  splits: readonly SplitName[] = ['validation', 'test'],
): TickDataset {
  return {
    ...data,
    open(split, options) {
      if (split !== 'train' && !splits.includes(split)) return null;
      const source = data.open(split, options);
      return split === 'train' || !source ? source : shortened(source, ticks);
    },
  };
}

function shortened(source: TickSource, ticks: number): TickSource {
  return {
    ticks,
    curriculum: source.curriculum,
    next: (into, at) => source.next(into, at),
    state: () => source.state(),
    restore: (state) => source.restore(state),
  };
}
