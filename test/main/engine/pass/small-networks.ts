import { disposeFeed, uploadFeed, type Feed, type WindowData } from '#engine/feed/feed';
import { FeedReader } from '#engine/feed/feed-reader';
import type { Interface, Network } from '#engine/model/network';
import { TensorScope } from '#engine/ops/tensor-scope';
import type { WindowContext } from '#engine/pass/edge-method';
import type { Message } from '#engine/unroll/decoupled-edge';
import type { EdgeId, edgeSchema } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { z } from 'zod';
import { experiment, network, numbers, setWeights } from '../helpers';

type Decoupling = Omit<NonNullable<z.input<typeof edgeSchema>['decoupled']>, 'synthesizer'> & {
  synthesizer?: { hidden: number[]; condition?: 'label' | { inputs: number } };
};

const linear = { hidden: [] };

/**
 * x → a → b → loss with the edge `a->b` decoupled. a: kernel ((1, 0), (1, −1)), bias (0, 1). b: kernel
 * (2, 1), bias 0.5. M(h) = (0.5 h₁, h₂ + 0.5).
 */
export function feedForward(decoupled: Decoupling = {}): Network {
  const spec = experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'dense', units: 2 },
        b: { kind: 'dense', units: 1 },
        loss: { kind: 'meanSquaredError', target: 'y' },
      },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'b', decoupled: { synthesizer: linear, ...decoupled } },
        { from: 'b', to: 'loss' },
      ],
    },
  });
  const net = network(spec, numbers(2));
  setWeights(net, {
    'a/kernel': [1, 0, 1, -1],
    'a/bias': [0, 1],
    'b/kernel': [2, 1],
    'b/bias': [0.5],
  });
  if (!decoupled.synthesizer)
    setWeights(net, {
      'a->b/synthesizer/0/kernel': [0.5, 0, 0, 1],
      'a->b/synthesizer/0/bias': [0, 0.5],
    });
  return net;
}

/**
 * x → core → out → loss, all of one number and linear, with the state loop `core->core` decoupled:
 * h(t) = x(t) + 0.5 h(t − 1), prediction 2 h. M(h) = 1 − h.
 */
export function recurrent(decoupled: Decoupling = {}): Network {
  const spec = experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        core: { kind: 'rnn', units: 1, activation: 'linear' },
        out: { kind: 'dense', units: 1 },
        loss: { kind: 'meanSquaredError', target: 'y' },
      },
      edges: [
        { from: 'x', to: 'core' },
        {
          from: 'core',
          to: 'core',
          delay: 1,
          decoupled: { synthesizer: linear, ...decoupled },
        },
        { from: 'core', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    },
  });
  const net = network(spec, numbers(1));
  setWeights(net, { 'core/kernel': [1], 'core/recurrent': [0.5], 'core/bias': [0] });
  setWeights(net, { 'out/kernel': [2], 'out/bias': [0] });
  if (!decoupled.synthesizer)
    setWeights(net, {
      'core->core/synthesizer/0/kernel': [-1],
      'core->core/synthesizer/0/bias': [1],
    });
  return net;
}

/** A window of `ticks` on the fields `x` and `y`, time-major, of which no row starts a sequence. */
export function window(
  ticks: number,
  x: number[],
  y: number[],
  more: Partial<WindowData> = {},
): WindowData {
  return {
    clock: { offset: 0, ticks },
    rows: y.length / ticks,
    history: 0,
    values: { x: Float32Array.from(x), y: Float32Array.from(y) },
    begins: null,
    ...more,
  };
}

export function interfaceOn(net: Network, edge: EdgeId): Interface {
  const on = net.interfaces.get(edge);
  if (!on) throw new Error(`'${edge}' is not decoupled`);
  return on;
}

export function messageOf(
  values: Tensor,
  sentAt: readonly number[],
  mask: readonly number[] | null = null,
): Message {
  return { values, sentAt, mask: () => mask && tf.tensor1d([...mask]) };
}

/** The context of a window in which every module learns and k = 1. */
export interface FakeWindow {
  context: WindowContext;
  feed: Feed;
}

/** Runs `test` in a tidy on a window whose terms it can see, and frees the tensors of the window. */
export function inWindow(
  net: Network,
  data: WindowData,
  parts: Partial<WindowContext>,
  test: (window: FakeWindow) => void,
): void {
  const scope = new TensorScope();
  const feed = uploadFeed(net, data);
  tf.tidy(() => {
    const context: WindowContext = {
      reader: new FeedReader(net, feed),
      scope,
      anchor: tf.scalar(0),
      count: data.rows * data.clock.ticks,
      weight: 1,
      learningModules: new Set(net.modules.map(({ id }) => id)),
      isReplay: false,
      scaleOf: () => tf.scalar(1),
      ...parts,
    };
    test({ context, feed });
  });
  scope.dispose();
  disposeFeed(feed);
}

/** The gradients of a sum of terms; null where no gradient arrives. */
export function gradientsOf(
  terms: () => readonly Tensor[],
  variables: readonly Tensor[],
  { anchor }: WindowContext,
): (number[] | null)[] {
  const { grads } = tf
    .engine()
    .gradients<Tensor>(
      () => terms().reduce((sum, term) => tf.add(sum, tf.sum(term)), tf.scalar(0)),
      [...variables, anchor],
      undefined,
      true,
    );
  return variables.map((_, index) => {
    const gradient = grads[index];
    return gradient ? [...gradient.dataSync()] : null;
  });
}

export function variableOf(net: Network, name: string): Tensor {
  const found = net.parameters.all().find((parameter) => parameter.name === name);
  if (!found) throw new Error(`no parameter '${name}'`);
  return found.variable;
}
