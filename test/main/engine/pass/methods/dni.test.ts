import { describe, expect, it } from 'vitest';
import { dni } from '#engine/pass/methods/dni';
import type { TracedEdge, WindowContext } from '#engine/pass/edge-method';
import type { Message } from '#engine/unroll/decoupled-edge';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, setWeights, valuesOf } from '../../helpers';
import {
  feedForward,
  gradientsOf,
  interfaceOn,
  inWindow,
  messageOf,
  recurrent,
  variableOf,
  window,
} from '../small-networks';

onPlainCpu();

/** Messages of two rows; M gives (0.5, 2.5) and (1.5, 4.5). */
const messages = [1, 2, 3, 4];

interface Outcome {
  edge: TracedEdge;
  terms: number[];
  received: number[];
  /** In the message, and in the kernel and the bias of the synthesizer. */
  gradients: (number[] | null)[];
}

type Setup = Partial<WindowContext> & {
  decoupling?: Parameters<typeof feedForward>[0];
  mask?: number[];
};

/**
 * One call of the edge `a->b` on the messages of two rows. The module above has the loss ⟨(2, 1), received⟩ / n
 * in each row, so that the gradient that arrives of each example's own loss is (2, 1).
 */
function on(
  call: (edge: TracedEdge, message: Message) => Tensor | null,
  { decoupling = {}, mask, ...parts }: Setup,
  test: (outcome: Outcome) => void,
): void {
  const net = feedForward(decoupling);
  inWindow(net, window(1, [1, 0, 0, 2], [0, 0]), parts, ({ context }) => {
    const edge = dni(interfaceOn(net, 'a->b'), context);
    const values = tf.tensor2d(messages, [2, 2]);
    let received: number[] = [];
    let added: number[] = [];
    const variables = ['kernel', 'bias'].map((name) =>
      variableOf(net, `a->b/synthesizer/0/${name}`),
    );
    const objective = (): Tensor[] => {
      const above = call(edge, messageOf(values, [1], mask));
      const terms = edge.terms();
      received = valuesOf(above);
      added = terms.flatMap(valuesOf);
      const loss = above && tf.div(tf.mul(above, [2, 1]), context.count);
      return [...terms, ...(loss ? [loss] : [])];
    };
    const gradients = gradientsOf(objective, [values, ...variables], context);
    test({ edge, terms: added, received, gradients });
  });
  net.dispose();
}

const transmit = (edge: TracedEdge, message: Message): Tensor => edge.transmit(message);
const carryIn = (edge: TracedEdge, message: Message): Tensor => edge.carryIn(message);
const carryOut = (wasRead: boolean) => (edge: TracedEdge, message: Message) => {
  edge.carryOut(message, wasRead);
  return null;
};

describe('a message between modules under dni', () => {
  it('gets k · M(h) / n as its gradient, and the synthesizer learns from the arriving gradient', () => {
    on(transmit, { scaleOf: () => tf.scalar(0.5) }, ({ edge, terms, received, gradients }) => {
      expect(received).toEqual(messages);
      // Both terms have a gradient but no value.
      expect(terms).toEqual([0, 0]);
      const [message, kernel, bias] = gradients;
      expectClose(message ?? [], [0.125, 0.625, 0.375, 1.125]);
      // 2 / 2 · (M − arriving) = (−1.5, 1.5) and (−0.5, 3.5)
      expectClose(kernel ?? [], [-1.5 - 1.5, 1.5 + 10.5, -3 - 2, 3 + 14]);
      expectClose(bias ?? [], [-2, 5]);
      expect(edge.interceptsStates).toBe(false);
      const [trace] = edge.traces;
      expect(edge.traces).toHaveLength(1);
      expect(trace?.sentAt).toEqual([1]);
      expect(trace?.mask).toBeNull();
      expectClose(valuesOf(trace?.message), messages);
      expectClose(valuesOf(trace?.received), messages);
      expectClose(valuesOf(trace?.synthetic), [0.5, 2.5, 1.5, 4.5]);
      expectClose(valuesOf(trace?.arriving), [2, 1, 2, 1]);
    });
  });

  it('with trainMessage also gets the gradient of the error of the synthesizer', () => {
    on(transmit, { decoupling: { trainMessage: true } }, ({ gradients }) => {
      // M / 2, and (M − arriving) times the transposed kernel.
      expectClose(gradients[0] ?? [], [0.25 - 0.75, 1.25 + 1.5, 0.75 - 0.25, 2.25 + 3.5]);
      expectClose(gradients[2] ?? [], [-2, 5]);
    });
  });

  it('is weighted by its share of the batch, and by 0 where a sequence starts before it is read', () => {
    on(transmit, { weight: 0.5, count: 4, mask: [1, 0] }, ({ edge, gradients }) => {
      const [message, kernel, bias] = gradients;
      expectClose(message ?? [], [0.125, 0.625, 0, 0]);
      // Half of 2 / 2 · (−1.5, 1.5), of the first row alone.
      expectClose(kernel ?? [], [-0.75, 0.75, -1.5, 1.5]);
      expectClose(bias ?? [], [-0.75, 0.75]);
      expectClose(valuesOf(edge.traces[0]?.arriving), [2, 1, 2, 1]);
      expect(valuesOf(edge.traces[0]?.mask)).toEqual([1, 0]);
    });
  });

  it('does not train the synthesizer where only the module below learns', () => {
    on(transmit, { learningModules: new Set(['a']) }, ({ edge, received, gradients }) => {
      expect(received).toEqual(messages);
      expectClose(gradients[0] ?? [], [0.25, 1.25, 0.75, 2.25]);
      expect(gradients.slice(1)).toEqual([null, null]);
      expect(edge.traces[0]?.arriving).toBeNull();
    });
  });

  it('gets no gradient where only the module above learns, even with trainMessage', () => {
    const decoupling = { trainMessage: true };
    on(transmit, { learningModules: new Set(['b']), decoupling }, ({ gradients }) => {
      expect(gradients[0]).toBeNull();
      expectClose(gradients[2] ?? [], [-2, 5]);
    });
  });

  it('is passed on without a prediction where neither module learns', () => {
    on(transmit, { learningModules: new Set() }, ({ edge, terms, received, gradients }) => {
      expect(received).toEqual(messages);
      expect(terms).toEqual([]);
      expect(gradients).toEqual([null, null, null]);
      expect(edge.traces[0]?.synthetic).toBeNull();
    });
  });

  it('to the next window gets a synthetic gradient, unless it was read in this one already', () => {
    on(carryOut(false), {}, ({ edge, gradients }) => {
      expectClose(gradients[0] ?? [], [0.25, 1.25, 0.75, 2.25]);
      // The gradient that belongs to this prediction arrives in the next window.
      expect(gradients.slice(1)).toEqual([null, null]);
      expectClose(valuesOf(edge.traces[0]?.synthetic), [0.5, 2.5, 1.5, 4.5]);
    });
    on(carryOut(true), {}, ({ edge, terms }) => expect([edge.traces, terms]).toEqual([[], []]));
    on(carryOut(false), { learningModules: new Set(['b']) }, ({ edge, terms }) =>
      expect([edge.traces, terms]).toEqual([[], []]),
    );
  });

  it('from before the window trains the synthesizer where the module above learns', () => {
    on(carryIn, {}, ({ received, gradients }) => {
      expect(received).toEqual(messages);
      expect(gradients[0]).toBeNull();
      expectClose(gradients[2] ?? [], [-2, 5]);
    });
    on(carryIn, { learningModules: new Set(['a']) }, ({ edge, received, terms }) => {
      expect(received).toEqual(messages);
      expect([edge.traces, terms]).toEqual([[], []]);
    });
  });
});

it('the module above computes with the synthetic input, which learns the message', () => {
  const net = feedForward({ syntheticInput: { hidden: [] } });
  const name = 'a->b/syntheticInput/0';
  setWeights(net, { [`${name}/kernel`]: [1, 0, 0, 1], [`${name}/bias`]: [0, 1] });
  inWindow(net, window(1, [1, 0, 0, 2], [0, 0]), {}, ({ context }) => {
    const edge = dni(interfaceOn(net, 'a->b'), context);
    const values = tf.tensor2d(messages, [2, 2]);
    const objective = (): Tensor[] => {
      const received = edge.transmit(messageOf(values, [1]));
      const terms = edge.terms();
      expectClose(valuesOf(received), [1, 1, 0, 3]);
      expectClose(terms.flatMap(valuesOf), [0, 0, 11 / 2]);
      return [...terms, tf.square(received)];
    };
    const bias = variableOf(net, `${name}/bias`);
    const gradients = gradientsOf(objective, [values, bias], context);
    // I(x) = (1, 1) and (0, 3); it is off by (0, −1) and (−3, −1).
    expectClose(valuesOf(edge.traces[0]?.received), [1, 1, 0, 3]);
    expectClose(valuesOf(edge.traces[0]?.message), messages);
    // Nothing of ‖I(x) − h‖² goes to the message, nothing of the loss above to I.
    expectClose(gradients[0] ?? [], [0.25, 1.25, 0.75, 2.25]);
    expectClose(gradients[1] ?? [], [-3, -2]);
    // 2 I(x), times n: of the loss where it was computed with I(x).
    expectClose(valuesOf(edge.traces[0]?.arriving), [4, 4, 0, 12]);
  });
  net.dispose();
});

describe('a state that is cut between windows under dni', () => {
  it('is a plain message within the window, and gets a synthetic gradient at its end', () => {
    const net = recurrent();
    inWindow(net, window(2, [1, 2], [3, 8]), {}, ({ context }) => {
      const edge = dni(interfaceOn(net, 'core->core'), context);
      const state = tf.tensor2d([[3]]);
      expect(edge.transmit(messageOf(state, [1]))).toBe(state);
      expect([edge.traces, edge.terms()]).toEqual([[], []]);
      const objective = (): Tensor[] => {
        edge.carryOut(messageOf(state, [2]), true);
        return [...edge.terms()];
      };
      // n = 2, M(3) = −2.
      expect(gradientsOf(objective, [state], context)).toEqual([[-1]]);
      expect(edge.traces.map(({ sentAt }) => sentAt)).toEqual([[2]]);
    });
    net.dispose();
  });
});
