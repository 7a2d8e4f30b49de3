import { lossNodes } from '#spec/deciding-loss';
import { findField } from '#spec/task';
import { tf, type Tensor, type Tensor1D } from '#tensorflow/backend/tf';
import { uploadBytes } from '#tensorflow/ops/byte-table';
import { inputNodes, type Network } from '../model/network';
import type { Clock } from '../unroll/clock';
import type { DeviceColumns } from './device-columns';

/** The data of one window on the host. The arrays may be used again for the next window (`copyArrays`). */
export interface WindowData {
  clock: Clock;
  /** Batch size. */
  rows: number;
  /** How many ticks before the window are there too, for synthesizers that are conditioned on the last inputs. */
  history: number;
  /** By field, time-major `[(history + ticks) · rows × size]`: labels as class numbers, −1 where none is valid. */
  values: Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;
  /** By field, the factor its values are multiplied by; left out, 1. */
  scales?: Readonly<Record<string, number>>;
  /** Row numbers of the examples, for the fields that are in device columns and not among the values. */
  examples?: { columns: DeviceColumns; numbers: Int32Array } | null;
  /** `[(ticks + 1) · rows]`: 1 where a sequence starts, the tick after the window too; null where none does. */
  begins: Float32Array | null;
}

/** The parts of a feed that are plain data: clock, batch size, history length, scales, packed fields, device columns. */
export type FeedShape = Pick<Feed, 'clock' | 'rows' | 'history' | 'scales' | 'packed' | 'columns'>;

/** The data of one window as tensors. A set of examples is a window of one tick. */
export interface Feed extends Pick<WindowData, 'clock' | 'rows' | 'history' | 'scales'> {
  /** By field: values before scaling, `[(history + ticks) · rows, ...shape]`, labels int32 `[(history + ticks) · rows]`. */
  fields: Readonly<Record<string, Tensor>>;
  /** The fields whose values are bytes, packed by `uploadBytes`. */
  packed: ReadonlySet<string>;
  /** Where the other fields are, and int32 `[rows]`: which of their rows these examples are. */
  columns: DeviceColumns | null;
  examples: Tensor1D | null;
  /** `[ticks + 1, rows]`: 0 where a sequence starts, else 1; null where none ever does. */
  resetMask: Tensor | null;
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

/** How many ticks before a window the network's synthesizers are conditioned on. */
export function historyTicks({ interfaces }: Network): number {
  const ticks = [...interfaces.values()].map(({ spec, isRecurrent }) => {
    const { condition } = spec.synthesizer;
    if (typeof condition === 'object') return condition.inputs;
    return condition && !isRecurrent ? 1 : 0;
  });
  return Math.max(0, ...ticks);
}

/**
 * The same data in arrays of its own: TensorFlow may read an uploaded array as late as when it computes, and
 * the source overwrites its arrays for the next window.
 */
export function copyArrays(data: WindowData): WindowData {
  const values = Object.entries(data.values).map(([name, array]) => [name, array.slice()] as const);
  return { ...data, values: Object.fromEntries(values), begins: data.begins?.slice() ?? null };
}

/** Uploads what the network reads of a window; the caller disposes of it (`disposeFeed`). */
export function uploadFeed(network: Network, data: WindowData): Feed {
  const { rows, clock, history } = data;
  const count = (history + clock.ticks) * rows;
  const fields: Record<string, Tensor> = {};
  const packed = new Set<string>();
  for (const name of fieldsRead(network)) {
    if (data.examples?.columns.has(name)) continue;
    const [field, values] = [findField(network.fields, name), data.values[name]];
    if (!field || !values) throw new Error(`the data have no field '${name}'`);
    if (field.kind === 'label') {
      fields[name] = tf.tensor1d(values as Int32Array, 'int32');
      continue;
    }
    const bytes = values instanceof Uint8Array ? uploadBytes(values, values.length / count) : null;
    if (bytes) packed.add(name);
    fields[name] = bytes ?? tf.tensor(values, [count, ...field.shape], 'float32');
  }
  const resetMask =
    data.begins &&
    tf.tensor(
      data.begins.map((begins) => 1 - begins),
      [clock.ticks + 1, rows],
    );
  const examples = data.examples ? tf.tensor1d(data.examples.numbers, 'int32') : null;
  const columns = data.examples?.columns ?? null;
  const { scales } = data;
  return { rows, clock, history, scales, fields, packed, columns, examples, resetMask };
}

/** Frees the tensors of a feed; device columns stay their owner's. */
export function disposeFeed({ fields, resetMask, examples }: Feed): void {
  tf.dispose([
    ...Object.values(fields),
    ...(resetMask ? [resetMask] : []),
    ...(examples ? [examples] : []),
  ]);
}
