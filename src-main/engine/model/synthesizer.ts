import type { SyntheticInputSettings, SynthesizerSettings } from '#spec/model';
import { sizeFromShape } from '#spec/shapes';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { activate } from '../ops/activation';
import { BatchNorm, type NormMode } from './batch-norm';
import { convolution, linear } from './layers/linear';
import type { Parameters } from './parameters';

/** Statistics of the batch and no running ones: these models compute in training only. */
const batchStatistics: NormMode = { training: true, updateStatistics: false };

/**
 * M of Jaderberg et al. 2017, section 2.2: predicts the gradient of an example's own loss (not divided by the
 * batch) in a message h, row by row. A pure function of its inputs and its parameters, in the caller's tidy.
 */
export interface Synthesizer {
  /**
   * `message`: h, `[rows, ...shape]`. `context`: c, what the synthesizer is conditioned on, `[rows, width]` (a
   * one-hot label, the last inputs), or null. Returns the synthetic gradient, in the shape of the message.
   */
  predict(message: Tensor, context: Tensor | null): Tensor;
}

/** A model with its hidden layers: `[rows, inputs]` to `[rows, outputs]`, or feature maps to feature maps. */
type Stack = (x: Tensor) => Tensor;

interface StackSettings {
  hidden: number[];
  batchNorm: boolean;
  activation: SyntheticInputSettings['activation'];
}

/**
 * Hidden layers (linear or convolution, optional batch normalisation, activation), then a linear last layer.
 * `layer` builds one linear map or convolution from its sizes.
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
      return activate(norm ? norm.forward(mapped, batchStatistics) : mapped, activation);
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
 * Builds the synthesizer of an edge, its parameters under `name`. `messageShape` is the shape of one example's
 * message; `contextWidth` the width of c, 0 where it is not conditioned. The last layer is initialised to zero: the first synthetic gradients are zero, so that training starts as with `none`.
 */
export function buildSynthesizer(
  settings: SynthesizerSettings,
  name: string,
  messageShape: readonly number[],
  contextWidth: number,
  parameters: Parameters,
): Synthesizer {
  if (settings.kind === 'conv') {
    const channels = messageShape[2] ?? 0;
    const stack = buildStack(
      parameters,
      name,
      channels + contextWidth,
      channels,
      settings,
      (id, from, to, last) =>
        convolution(parameters, id, from, to, [settings.kernel, settings.kernel], {
          start: last ? 'zero' : 'uniform',
        }),
    );
    return {
      predict: (message, context) =>
        stack(contextWidth && context ? withPlanes(message, context) : message),
    };
  }
  const size = sizeFromShape(messageShape);
  const stack = buildStack(
    parameters,
    name,
    size + contextWidth,
    size,
    settings,
    (id, from, to, last) => linear(parameters, id, from, to, { start: last ? 'zero' : 'uniform' }),
  );
  return {
    predict(message, context) {
      const flat = asRows(message);
      const rows = settings.squash ? tf.tanh(flat) : flat;
      const gradient = stack(contextWidth && context ? tf.concat([rows, context], 1) : rows);
      return message.shape.length === 2 ? gradient : tf.reshape(gradient, message.shape);
    },
  };
}

/** Adds one constant feature map for each class: 1 for the class of the example, else 0. */
function withPlanes(message: Tensor, context: Tensor): Tensor {
  const [batch = 0, rows = 0, columns = 0] = message.shape;
  const classes = context.shape[1] ?? 0;
  const planes = tf.tile(tf.reshape(context, [batch, 1, 1, classes]), [1, rows, columns, 1]);
  return tf.concat([message, planes], 3);
}

/**
 * I of full unlocking ("synthetic inputs", Jaderberg et al. 2017): predicts the message of an edge,
 * `[rows, ...messageShape]`, from all inputs of the model side by side, `[rows, inputs]`.
 */
export type SyntheticInput = (inputs: Tensor) => Tensor;

/** Builds the synthetic input model of an edge, its parameters under `name`. `inputs`: the width of its input. */
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
    sizeFromShape(messageShape),
    settings,
    (id, from, to) => linear(parameters, id, from, to),
  );
  return (x) => {
    const rows = stack(x);
    return messageShape.length === 1 ? rows : tf.reshape(rows, [-1, ...messageShape]);
  };
}
