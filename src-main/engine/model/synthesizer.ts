import type { SyntheticInputSettings, SynthesizerSettings } from '#spec/model';
import { sizeOf } from '#spec/shapes';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { activate } from '../ops/activation';
import { BatchNorm, type NormMode } from './batch-norm';
import { convolution, linear } from './layers/linear';
import type { Parameters } from './parameters';

/** Statistics of the batch, and no running ones: these models are not used outside training. */
const ofThisBatch: NormMode = { training: true, updateStatistics: false };

/**
 * M of the paper: predicts the synthetic gradient of a message, one row an example, as that example's
 * own loss would have it (not divided by the batch). Pure in its inputs; the caller tidies.
 */
export interface Synthesizer {
  /**
   * `message` `[rows, ...shape]`; `context` what the synthesizer is conditioned on, `[rows, width]` (a
   * one-hot label, the last inputs), or null. Returns the synthetic gradient, of the message's shape.
   */
  predict(message: Tensor, context: Tensor | null): Tensor;
}

/** Maps `[batch, inputs]` to `[batch, outputs]` or maps to maps, hidden layers included. */
type Stack = (x: Tensor) => Tensor;

interface StackSettings {
  hidden: number[];
  batchNorm: boolean;
  activation: SyntheticInputSettings['activation'];
}

/**
 * Hidden layers (linear or convolution, batch normalisation if wanted, activation), then a plain last
 * one. `layer` builds one map of the stack by its sizes.
 */
function buildStack(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
  { hidden, batchNorm, activation }: StackSettings,
  layer: (name: string, inputs: number, outputs: number, last: boolean) => Stack,
): Stack {
  const stages: Stack[] = [];
  let width = inputs;
  hidden.forEach((units, index) => {
    const map = layer(`${name}/${index}`, width, units, false);
    const norm = batchNorm
      ? new BatchNorm(parameters, `${name}/${index}/batchNorm`, units, { running: false })
      : null;
    stages.push((x) => {
      const mapped = map(x);
      return activate(norm ? norm.forward(mapped, ofThisBatch) : mapped, activation);
    });
    width = units;
  });
  stages.push(layer(`${name}/${hidden.length}`, width, outputs, true));
  return (x) => stages.reduce((value, stage) => stage(value), x);
}

function asRows(x: Tensor): Tensor {
  return x.shape.length === 2 ? x : tf.reshape(x, [x.shape[0] ?? 0, -1]);
}

/**
 * Builds the synthesizer of an edge, its parameters under `name`. `messageShape` is that of one
 * example; `extra` the width of the context, 0 for none. The last layer starts at zero: the first synthetic
 * gradients are zero, and training starts as `none`.
 */
export function buildSynthesizer(
  settings: SynthesizerSettings,
  name: string,
  messageShape: readonly number[],
  extra: number,
  parameters: Parameters,
): Synthesizer {
  if (settings.kind === 'conv') {
    const channels = messageShape[2] ?? 0;
    const stack = buildStack(
      parameters,
      name,
      channels + extra,
      channels,
      settings,
      (id, from, to, last) =>
        convolution(parameters, id, from, to, [settings.kernel, settings.kernel], {
          start: last ? 'zero' : 'uniform',
        }),
    );
    return {
      predict: (message, context) =>
        stack(extra && context ? withPlanes(message, context) : message),
    };
  }
  const size = sizeOf(messageShape);
  const stack = buildStack(parameters, name, size + extra, size, settings, (id, from, to, last) =>
    linear(parameters, id, from, to, { start: last ? 'zero' : 'uniform' }),
  );
  return {
    predict(message, context) {
      const seen = asRows(message);
      const rows = settings.squash ? tf.tanh(seen) : seen;
      const gradient = stack(extra && context ? tf.concat([rows, context], 1) : rows);
      return message.shape.length === 2 ? gradient : tf.reshape(gradient, message.shape);
    },
  };
}

/** Each class becomes a constant plane beside the maps, 1 for the example's own class. */
function withPlanes(message: Tensor, context: Tensor): Tensor {
  const [batch = 0, rows = 0, columns = 0] = message.shape;
  const classes = context.shape[1] ?? 0;
  const planes = tf.tile(tf.reshape(context, [batch, 1, 1, classes]), [1, rows, columns, 1]);
  return tf.concat([message, planes], 3);
}

/**
 * I of full unlocking: predicts the message of an edge, `[batch, ...messageShape]`, from the model's
 * inputs joined to one row an example, `[batch, inputs]`.
 */
export type SyntheticInput = (inputs: Tensor) => Tensor;

export function buildSyntheticInput(
  settings: SyntheticInputSettings,
  name: string,
  inputs: number,
  messageShape: readonly number[],
  parameters: Parameters,
): SyntheticInput {
  const stack = buildStack(
    parameters,
    name,
    inputs,
    sizeOf(messageShape),
    settings,
    (id, from, to) => linear(parameters, id, from, to),
  );
  return (x) => {
    const rows = stack(x);
    return messageShape.length === 1 ? rows : tf.reshape(rows, [-1, ...messageShape]);
  };
}
