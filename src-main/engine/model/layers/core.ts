import { stateSize, type CoreNode } from '#spec/nodes';
import { tf, type Tensor, type Tensor2D } from '#tensorflow/backend/tf';
import { activate } from '../../ops/activation';
import type { Parameters } from '../parameters';

/**
 * A recurrent core, one tick at a time. Its state is a list of parts, each `[rows, units]`: h, which is
 * also the output, then c for an LSTM. Runs inside the caller's tidy.
 */
export interface Core {
  readonly units: number;
  /** Parts of the state. */
  readonly parts: number;
  /** The projection of an input `[n, inputs]` to all gates, for any number of rows (of many ticks): `[n, gates · units]`. */
  project(x: Tensor): Tensor;
  /** The state after a tick, from the projected input of that tick and the state before. */
  step(projected: Tensor, state: readonly Tensor[]): Tensor[];
}

/**
 * Builds a core with its parameters under the node's id: `kernel` `[inputs, gates · units]`, `recurrent`
 * `[units, gates · units]`, both uniform in ±1/√units, and `bias`, zero.
 */
export function buildCore(
  node: CoreNode,
  id: string,
  inputs: number,
  parameters: Parameters,
): Core {
  const { units } = node;
  const gates = { lstm: 4, gru: 3, rnn: 1 }[node.kind];
  const initializer = { limit: 1 / Math.sqrt(units) };
  const matrix = (name: string, rows: number): Tensor2D =>
    parameters.create(`${id}/${name}`, [rows, gates * units], initializer, {
      decays: true,
    }) as unknown as Tensor2D;
  const kernel = matrix('kernel', inputs);
  const recurrent = matrix('recurrent', units);
  const bias = parameters.create(`${id}/bias`, [gates * units], 'zeros');
  const project = (x: Tensor): Tensor => tf.add(tf.matMul(x as Tensor2D, kernel), bias);
  const common = { units, parts: stateSize(node) / units, project };
  const through = (h: Tensor | undefined): Tensor => tf.matMul(h as Tensor2D, recurrent);
  switch (node.kind) {
    case 'rnn':
      return {
        ...common,
        step: (x, [h]) => [activate(tf.add(x, through(h)), node.activation)],
      };
    case 'lstm':
      return {
        ...common,
        step: (x, [h, c]) => lstmStep(tf.add(x, through(h)), c, node.forgetBias),
      };
    case 'gru': {
      const candidateBias = parameters.create(`${id}/candidateBias`, [units], 'zeros');
      return { ...common, step: (x, [h]) => gruStep(x, through(h), h, candidateBias) };
    }
  }
}

/** Hochreiter and Schmidhuber (1997) with a forget gate: gates in the order input, candidate, forget, output. */
function lstmStep(gates: Tensor, c: Tensor | undefined, forgetBias: number): Tensor[] {
  const [i, g, f, o] = tf.split(gates, 4, 1);
  if (!i || !g || !f || !o || !c) throw new Error('an LSTM lacks a gate or its state');
  const kept = tf.mul(c, tf.sigmoid(forgetBias === 0 ? f : tf.add(f, forgetBias)));
  const next = tf.add(kept, tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return [tf.mul(tf.tanh(next), tf.sigmoid(o)), next];
}

/** Cho et al. (2014), with the reset gate after the product: update, reset, candidate. */
function gruStep(x: Tensor, through: Tensor, h: Tensor | undefined, bias: Tensor): Tensor[] {
  const [xz, xr, xn] = tf.split(x, 3, 1);
  const [hz, hr, hn] = tf.split(through, 3, 1);
  if (!xz || !xr || !xn || !hz || !hr || !hn || !h)
    throw new Error('a GRU lacks a gate or its state');
  const update = tf.sigmoid(tf.add(xz, hz));
  const reset = tf.sigmoid(tf.add(xr, hr));
  const candidate = tf.tanh(tf.add(xn, tf.mul(reset, tf.add(hn, bias))));
  return [tf.add(candidate, tf.mul(update, tf.sub(h, candidate)))];
}
