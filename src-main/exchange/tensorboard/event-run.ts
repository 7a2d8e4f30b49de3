import { countNoun } from '#spec/count-noun';
import type { DecodedEvent, EventValue } from './decode-event';
import type { HParams } from './hparams';
import { ScalarSeries, type ScalarColumns } from './scalar-series';

/** What the event files of one folder hold. */
export interface EventRun {
  /** The path of the folder below the one that was read; '.' for that one itself. */
  name: string;
  files: string[];
  /** By tag, in the order in which the tags appear. */
  scalars: Map<string, ScalarColumns>;
  /** Scalars that a later start of the training has written anew. */
  replaced: number;
  /** The hyperparameters, as SummaryWriter.add_hparams of PyTorch writes them; empty where there are none. */
  hparams: HParams;
  /** By the part of TensorBoard that shows them, such as `images`: values that are no scalars. */
  leftOut: Map<string, number>;
  /** Scalars whose step is negative or too large to be counted. */
  unusableSteps: UnusableSteps | null;
  /** Files whose last record is cut off, with the number of records before it. */
  cut: { file: string; records: number }[];
}

/** `tag` and `step`: of the first one. */
export interface UnusableSteps {
  count: number;
  tag: string;
  step: number;
}

const scalarsPlugin = 'scalars';

/** Collects the events of a folder in their order. */
export class EventCollector {
  readonly #series = new Map<string, ScalarSeries>();
  /** Only the first value of a tag names the part of TensorBoard that shows it. */
  readonly #plugins = new Map<string, string>();
  readonly #leftOut = new Map<string, number>();
  readonly #hparams: HParams = {};
  readonly #cut: EventRun['cut'] = [];
  #unusable: UnusableSteps | null = null;
  #replaced = 0;

  add({ step, wallTime, values, isRestart, isGraph }: DecodedEvent): void {
    if (isRestart)
      for (const series of this.#series.values()) this.#replaced += series.removeFrom(step);
    if (isGraph) this.#leaveOut('graphs');
    for (const value of values) this.#addValue(value, step, wallTime);
  }

  noteCut(file: string, records: number): void {
    this.#cut.push({ file, records });
  }

  finish(name: string, files: string[]): EventRun {
    const scalars = [...this.#series].map(([tag, series]) => [tag, series.toColumns()] as const);
    return {
      name,
      files,
      scalars: new Map(scalars.filter(([, { step }]) => step.length > 0)),
      replaced: this.#replaced,
      hparams: this.#hparams,
      leftOut: this.#leftOut,
      unusableSteps: this.#unusable,
      cut: this.#cut,
    };
  }

  #addValue(
    { tag, plugin: named, scalar, hparams }: EventValue,
    step: number,
    wallTime: number,
  ): void {
    if (hparams) {
      Object.assign(this.#hparams, hparams);
      return;
    }
    const plugin = this.#plugins.get(tag) ?? named ?? scalarsPlugin;
    this.#plugins.set(tag, plugin);
    if (plugin !== scalarsPlugin || scalar === null) {
      this.#leaveOut(plugin === scalarsPlugin ? 'other' : plugin);
      return;
    }
    if (!Number.isSafeInteger(step) || step < 0) {
      this.#unusable ??= { count: 0, tag, step };
      this.#unusable.count += 1;
      return;
    }
    let series = this.#series.get(tag);
    if (!series) this.#series.set(tag, (series = new ScalarSeries()));
    this.#replaced += series.add({ step, wallTime, value: scalar });
  }

  #leaveOut(plugin: string): void {
    this.#leftOut.set(plugin, (this.#leftOut.get(plugin) ?? 0) + 1);
  }
}

/** `3 values of images, 1 value of text`; '' where nothing is left out. */
export function describeLeftOut({ leftOut }: Pick<EventRun, 'leftOut'>): string {
  return [...leftOut]
    .map(([plugin, count]) => `${countNoun(count, 'value')} of ${plugin}`)
    .join(', ');
}
