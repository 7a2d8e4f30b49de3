import { decodeHParams, type HParams } from './hparams';
import { eventType, float32Type, float64Type, sessionStart } from './messages';

/** A value of an event. */
export interface EventValue {
  tag: string;
  /** The part of TensorBoard that shows the tag, such as `scalars`; null where this value does not say it. */
  plugin: string | null;
  /** Null where the value is no scalar. */
  scalar: number | null;
  /** The hyperparameters of the training, where it holds some. */
  hparams?: HParams;
}

export interface DecodedEvent {
  step: number;
  /** Seconds since 1970. */
  wallTime: number;
  values: EventValue[];
  /** Whether training begins again at `step`. */
  isRestart: boolean;
  /** Whether it holds the graph of a model. */
  isGraph: boolean;
  /** The program that has written the file, where its first event says so. */
  writer: string | null;
}

/** The fields of messages that are not in the bytes are null or have a default. */
interface EventMessage {
  wallTime: number;
  step: { toString(): string };
  what?: 'fileVersion' | 'graph' | 'summary' | 'sessionLog';
  summary?: { value: ValueMessage[] } | null;
  sessionLog?: { status: number } | null;
  source?: { writer: string } | null;
}

interface ValueMessage {
  tag: string;
  kind?: 'simpleValue' | 'image' | 'histogram' | 'audio' | 'tensor';
  simpleValue: number;
  tensor: TensorMessage | null;
  metadata: { pluginData: { pluginName: string; content: Uint8Array } | null } | null;
}

interface TensorMessage {
  dtype: number;
  shape: { dim: { size: { toString(): string } }[] } | null;
  content: Uint8Array;
  floats: number[];
  doubles: number[];
}

/** The part of TensorBoard that shows hyperparameters. */
const hparamsPlugin = 'hparams';

/** What shows the values that TensorFlow 1 and PyTorch write without saying so. */
const pluginOfKind = {
  simpleValue: 'scalars',
  image: 'images',
  histogram: 'histograms',
  audio: 'audio',
  tensor: null,
} as const;

/** Throws where the bytes are no event. */
export function decodeEvent(bytes: Uint8Array): DecodedEvent {
  const message = eventType.decode(bytes) as unknown as EventMessage;
  const { wallTime, step, what, summary, sessionLog, source } = message;
  return {
    wallTime,
    step: Number(step.toString()),
    values: (summary?.value ?? []).map(toValue),
    isRestart: sessionLog?.status === sessionStart,
    isGraph: what === 'graph',
    writer: source?.writer ?? null,
  };
}

function toValue({ tag, kind, simpleValue, tensor, metadata }: ValueMessage): EventValue {
  const named = metadata?.pluginData?.pluginName;
  const plugin = named ? named : kind ? pluginOfKind[kind] : null;
  if (kind === 'simpleValue') return { tag, plugin, scalar: simpleValue };
  const scalar = kind === 'tensor' && tensor ? scalarOf(tensor) : null;
  const content = metadata?.pluginData?.content;
  const hparams = named === hparamsPlugin && content ? decodeHParams(content) : null;
  return { tag, plugin, scalar, ...(hparams ? { hparams } : {}) };
}

/** The number of a tensor without dimensions, as TensorFlow 2 writes scalars; null for every other tensor. */
function scalarOf({ dtype, shape, content, floats, doubles }: TensorMessage): number | null {
  if (shape && shape.dim.length > 0) return null;
  if (dtype === float32Type) return contentOf(content, 4) ?? only(floats);
  if (dtype === float64Type) return contentOf(content, 8) ?? only(doubles);
  return null;
}

function only(values: readonly number[]): number | null {
  return values.length === 1 ? (values[0] ?? null) : null;
}

function contentOf(content: Uint8Array, size: 4 | 8): number | null {
  if (content.length !== size) return null;
  const view = new DataView(content.buffer, content.byteOffset, size);
  return size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
}
