import { announced } from '#data/streams/tick-dataset';
import { fieldOf } from '#spec/task';
import { oneHotRows } from '#tensorflow/ops/gather';
import { tf, type Tensor, type Tensor1D } from '#tensorflow/backend/tf';
import type { Clock } from '../unroll/clock';
import { asked } from '../model/loss';
import { inputNodes, lossNodes, type Network } from '../model/network';
import type { Tables } from './device-columns';
import { joinTicks, takeTicks } from '../unroll/tensor-array';

/** The data of one window on the host: arrays that the next window uses again. */
export interface WindowData {
  clock: Clock;
  rows: number;
  /** Ticks before the window that are there too, for what is shown the last inputs. */
  history: number;
  /** By field, time-major `[(history + ticks) · rows × size]`: labels as classes, −1 where none is asked. */
  values: Readonly<Record<string, Float32Array | Int32Array>>;
  /** By field: what its numbers are multiplied by; left out, 1. */
  scales?: Readonly<Record<string, number>>;
  /** Numbers of the examples, for the fields that are in tables and not among the values. */
  examples?: { tables: Tables; numbers: Int32Array } | null;
  /** `[(ticks + 1) · rows]`: 1 where a sequence begins, the tick after the window too; null where none does. */
  begins: Float32Array | null;
}

/** What of a feed is not a tensor. */
export type FeedShape = Pick<Feed, 'clock' | 'rows' | 'history' | 'scales' | 'tables'>;

/** The data of one window as tensors. A set of examples is a window of one tick. */
export interface Feed extends Pick<WindowData, 'clock' | 'rows' | 'history' | 'scales'> {
  /** By field: values, not yet scaled, `[(history + ticks) · rows, ...shape]`, labels int32 `[(history + ticks) · rows]`. */
  fields: Readonly<Record<string, Tensor>>;
  /** Where the other fields are, and int32 `[rows]`: which examples these are. */
  tables: Tables | null;
  examples: Tensor1D | null;
  /** `[ticks + 1, rows]`: 0 where a sequence begins, else 1; null where none ever does. */
  keep: Tensor | null;
}

/** Fields of the task that the network reads. */
export function fieldsRead({ model }: Network): string[] {
  return [
    ...new Set([
      ...inputNodes(model).map(({ node }) => node.field),
      ...lossNodes(model).map(({ node }) => node.target),
    ]),
  ];
}

/** Ticks before a window that the network's synthesizers want to see. */
export function historyOf({ interfaces }: Network): number {
  const shown = [...interfaces.values()].map(({ spec, isBorder }) => {
    const { condition } = spec.synthesizer;
    if (typeof condition === 'object') return condition.inputs;
    return condition && !isBorder ? 1 : 0;
  });
  return Math.max(0, ...shown);
}

/** The same in arrays of its own. What a tensor is made of may be read as late as when it is computed with. */
export function withOwnArrays(data: WindowData): WindowData {
  const values = Object.entries(data.values).map(([name, array]) => [name, array.slice()] as const);
  return { ...data, values: Object.fromEntries(values), begins: data.begins?.slice() ?? null };
}

/** Uploads what the network reads of a window; the caller disposes. */
export function uploadFeed(network: Network, data: WindowData): Feed {
  const { rows, clock, history } = data;
  const count = (history + clock.ticks) * rows;
  const fields: Record<string, Tensor> = {};
  for (const name of fieldsRead(network)) {
    if (data.examples?.tables.has(name)) continue;
    const [field, values] = [fieldOf(network.fields, name), data.values[name]];
    if (!field || !values) throw new Error(`the data have no field '${name}'`);
    fields[name] =
      field.kind === 'label'
        ? tf.tensor1d(values as Int32Array, 'int32')
        : tf.tensor(values, [count, ...field.shape], 'float32');
  }
  const keep =
    data.begins &&
    tf.tensor(
      data.begins.map((begins) => 1 - begins),
      [clock.ticks + 1, rows],
    );
  const examples = data.examples ? tf.tensor1d(data.examples.numbers, 'int32') : null;
  const tables = data.examples?.tables ?? null;
  return { rows, clock, history, scales: data.scales, fields, tables, examples, keep };
}

export function disposeFeed(feed: Feed): void {
  tf.dispose(tensorsOf(feed));
}

function tensorsOf({ fields, keep, examples }: Feed): Tensor[] {
  return [...Object.values(fields), ...(keep ? [keep] : []), ...(examples ? [examples] : [])];
}

/** What the network computes with, made from a feed in the caller's tidy. */
export class FeedReader {
  readonly #network: Network;
  readonly #feed: Feed;
  #joined: Tensor | null = null;
  readonly #scaled = new Map<string, Tensor>();

  constructor(network: Network, feed: Feed) {
    this.#network = network;
    this.#feed = feed;
  }

  /** By input node, of all ticks of the window: `[ticks · rows, ...shape]`. */
  inputs(): Map<string, Tensor> {
    const { clock, rows, history } = this.#feed;
    return new Map(
      inputNodes(this.#network.model).map(({ id, node }) => {
        const whole = this.#field(node.field);
        const now = history === 0 ? whole : slice(whole, history * rows, clock.ticks * rows);
        const field = fieldOf(this.#network.fields, node.field);
        if (field?.kind === 'label')
          return [
            id,
            node.layout === 'index' ? now : oneHotRows(now as Tensor1D, field.classes),
          ] as const;
        return [id, node.layout === 'grid' ? now : flat(now)] as const;
      }),
    );
  }

  /** A field at the given ticks of the window (0: just before it): `[ticks · rows, ...shape]`. */
  at(name: string, ticks: readonly number[]): Tensor {
    const { rows, history } = this.#feed;
    return takeTicks(
      this.#field(name),
      rows,
      ticks.map((tick) => tick + history),
    );
  }

  /**
   * Targets to which the given ticks count, `[ticks · rows, width]`: labels one-hot, as they are asked for there
   * or announced; zeros where there is none.
   */
  targets(name: string, ticks: readonly number[]): Tensor {
    const field = fieldOf(this.#network.fields, name);
    const target = this.at(name, ticks);
    if (field?.kind !== 'label') return asked(flat(target));
    const answers = tf.maximum(target, tf.sub(tf.scalar(announced(0), 'int32'), target));
    return oneHotRows(answers as Tensor1D, field.classes);
  }

  /** The last `count` inputs of the stream up to each of the ticks, the newest last: `[ticks · rows, n]`. */
  lastInputs(count: number, ticks: readonly number[]): Tensor {
    const { rows, history } = this.#feed;
    const joined = this.joinedInputs();
    const width = joined.shape[1] ?? 0;
    const shown = ticks.map((tick) => {
      const from = (history + tick - count) * rows;
      const block = tf.reshape(slice(joined, from, count * rows), [count, rows, width]);
      return tf.reshape(tf.transpose(block, [1, 0, 2]), [rows, count * width]);
    });
    return joinTicks(shown);
  }

  /** All inputs side by side, labels one-hot, at the given ticks: `[ticks · rows, n]`. */
  inputsAt(ticks: readonly number[]): Tensor {
    const { rows, history } = this.#feed;
    return takeTicks(
      this.joinedInputs(),
      rows,
      ticks.map((tick) => tick + history),
    );
  }

  /** All inputs side by side, labels one-hot, the history included: `[(history + ticks) · rows, n]`. */
  joinedInputs(): Tensor {
    if (this.#joined) return this.#joined;
    const parts = inputNodes(this.#network.model).map(({ node }) => {
      const whole = this.#field(node.field);
      const field = fieldOf(this.#network.fields, node.field);
      return field?.kind === 'label' ? oneHotRows(whole as Tensor1D, field.classes) : flat(whole);
    });
    const [first] = parts;
    if (!first) throw new Error('the model has no input');
    this.#joined = parts.length === 1 ? first : tf.concat(parts, 1);
    return this.#joined;
  }

  #field(name: string): Tensor {
    const known = this.#scaled.get(name);
    if (known) return known;
    const { fields, tables, examples } = this.#feed;
    const found = examples && tables?.has(name) ? tables.take(name, examples) : fields[name];
    if (!found) throw new Error(`the feed has no field '${name}'`);
    const scale = this.#feed.scales?.[name] ?? 1;
    const scaled = scale === 1 ? found : tf.mul(found, scale);
    this.#scaled.set(name, scaled);
    return scaled;
  }
}

function slice(whole: Tensor, from: number, count: number): Tensor {
  return tf.slice(
    whole,
    [from, ...whole.shape.slice(1).map(() => 0)],
    [count, ...whole.shape.slice(1)],
  );
}

function flat(x: Tensor): Tensor {
  return x.shape.length === 2 ? x : tf.reshape(x, [x.shape[0] ?? 0, -1]);
}
