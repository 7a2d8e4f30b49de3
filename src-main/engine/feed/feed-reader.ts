import { upcomingTarget } from '#data/streams/tick-dataset';
import { findField } from '#spec/task';
import { tf, type Tensor, type Tensor1D } from '#tensorflow/backend/tf';
import { unpackBytes } from '#tensorflow/ops/byte-table';
import { oneHotRows } from '#tensorflow/ops/gather';
import { zeroInvalid } from '../model/loss';
import { inputNodes, type Network } from '../model/network';
import { concatTicks, gatherTicks } from '../unroll/tensor-array';
import type { Feed } from './feed';

/**
 * Makes the tensors that the network computes with from a feed: scaled, labels one-hot where that is wanted.
 * Each is made once, when it is first asked for, in the tidy of whoever asks: use one reader within one tidy.
 */
export class FeedReader {
  readonly #network: Network;
  readonly #feed: Feed;
  #joined: Tensor | null = null;
  readonly #scaled = new Map<string, Tensor>();

  constructor(network: Network, feed: Feed) {
    this.#network = network;
    this.#feed = feed;
  }

  /** By input node, all ticks of the window: `[ticks · rows, ...shape]`. */
  inputs(): Map<string, Tensor> {
    const { clock, rows, history } = this.#feed;
    return new Map(
      inputNodes(this.#network.model).map(({ id, node }) => {
        const whole = this.#field(node.field);
        const values = history === 0 ? whole : sliceRows(whole, history * rows, clock.ticks * rows);
        const field = findField(this.#network.fields, node.field);
        if (field?.kind === 'label')
          return [
            id,
            node.layout === 'index' ? values : oneHotRows(values as Tensor1D, field.classes),
          ] as const;
        return [id, node.layout === 'grid' ? values : flatten(values)] as const;
      }),
    );
  }

  /** A field at the given ticks of the window (0: just before it): `[ticks · rows, ...shape]`. */
  at(name: string, ticks: readonly number[]): Tensor {
    return this.#atTicks(this.#field(name), ticks);
  }

  /**
   * The targets that the given ticks lead to, `[ticks · rows, width]`: labels one-hot, those that are valid at
   * the tick or announced there for later; zeros where there is none.
   */
  targets(name: string, ticks: readonly number[]): Tensor {
    const field = findField(this.#network.fields, name);
    const target = this.at(name, ticks);
    if (field?.kind !== 'label') return zeroInvalid(flatten(target));
    const answers = tf.maximum(target, tf.sub(tf.scalar(upcomingTarget(0), 'int32'), target));
    return oneHotRows(answers as Tensor1D, field.classes);
  }

  /** The last `count` inputs of the stream up to each of the ticks, the newest last: `[ticks · rows, count · width]`. */
  lastInputs(count: number, ticks: readonly number[]): Tensor {
    const { rows, history } = this.#feed;
    const joined = this.joinedInputs();
    const width = joined.shape[1] ?? 0;
    const byTick = ticks.map((tick) => {
      const from = (history + tick - count) * rows;
      const block = tf.reshape(sliceRows(joined, from, count * rows), [count, rows, width]);
      return tf.reshape(tf.transpose(block, [1, 0, 2]), [rows, count * width]);
    });
    return concatTicks(byTick);
  }

  /** All inputs side by side, labels one-hot, at the given ticks: `[ticks · rows, width]`. */
  inputsAt(ticks: readonly number[]): Tensor {
    return this.#atTicks(this.joinedInputs(), ticks);
  }

  /** All inputs side by side, labels one-hot, the history included: `[(history + ticks) · rows, width]`. */
  joinedInputs(): Tensor {
    if (this.#joined) return this.#joined;
    const parts = inputNodes(this.#network.model).map(({ node }) => {
      const whole = this.#field(node.field);
      const field = findField(this.#network.fields, node.field);
      return field?.kind === 'label'
        ? oneHotRows(whole as Tensor1D, field.classes)
        : flatten(whole);
    });
    const [first] = parts;
    if (!first) throw new Error('the model has no input');
    this.#joined = parts.length === 1 ? first : tf.concat(parts, 1);
    return this.#joined;
  }

  /** The given ticks of the window, from a tensor that begins with the history. */
  #atTicks(whole: Tensor, ticks: readonly number[]): Tensor {
    const { rows, history } = this.#feed;
    return gatherTicks(
      whole,
      rows,
      ticks.map((tick) => tick + history),
    );
  }

  /** A field with its scale, the history included: `[(history + ticks) · rows, ...shape]`. */
  #field(name: string): Tensor {
    const known = this.#scaled.get(name);
    if (known) return known;
    const { columns, examples } = this.#feed;
    const values =
      examples && columns?.has(name) ? columns.gather(name, examples) : this.#uploaded(name);
    if (!values) throw new Error(`the feed has no field '${name}'`);
    const scale = this.#feed.scales?.[name] ?? 1;
    const scaled = scale === 1 ? values : tf.mul(values, scale);
    this.#scaled.set(name, scaled);
    return scaled;
  }

  #uploaded(name: string): Tensor | undefined {
    const { fields, packed } = this.#feed;
    const values = fields[name];
    if (!values || !packed.has(name)) return values;
    const bytes = unpackBytes(values);
    const field = findField(this.#network.fields, name);
    return field?.kind === 'values' ? tf.reshape(bytes, [bytes.shape[0], ...field.shape]) : bytes;
  }
}

function sliceRows(whole: Tensor, from: number, count: number): Tensor {
  const rest = whole.shape.slice(1);
  return tf.slice(whole, [from, ...rest.map(() => 0)], [count, ...rest]);
}

function flatten(x: Tensor): Tensor {
  return x.shape.length === 2 ? x : tf.reshape(x, [x.shape[0] ?? 0, -1]);
}
