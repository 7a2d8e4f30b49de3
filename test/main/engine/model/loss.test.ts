import { describe, expect, it } from 'vitest';
import { countIncorrect, summedLoss, validMask, zeroInvalid } from '#engine/model/loss';
import { isLoss, nodeSchema, type LossNode } from '#spec/nodes';
import type { Field } from '#spec/task';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../helpers';

const label: Field = { kind: 'label', classes: 2 };
const values: Field = { kind: 'values', shape: [2] };
const nodeOf = (kind: LossNode['kind']): LossNode => {
  const node = nodeSchema.parse({ kind, target: 't' });
  if (!isLoss(node)) throw new Error('no loss');
  return node;
};
const [crossEntropy, squaredError] = [
  nodeOf('softmaxCrossEntropy'),
  nodeOf('meanSquaredError'),
] as const;
const none = Number.NaN;

/** The loss and its gradient in the prediction. */
function lossOf(node: LossNode, prediction: number[], target: Tensor, field: Field): number[][] {
  const x = tf.tensor2d(prediction, [prediction.length / 2, 2]);
  const loss = (at: Tensor): Tensor => summedLoss(node, at, target, field);
  return [valuesOf(loss(x)), valuesOf(tf.grad(loss)(x))];
}

describe('losses, summed over examples', () => {
  onPlainCpu();

  it('cross entropy: −log softmax at the class, 0 where no class is valid', () => {
    tf.tidy(() => {
      const classes = tf.tensor1d([0, 1, -1], 'int32');
      const logits = [Math.log(3), 0, Math.log(3), 0, 5, 1];
      // Softmax (3/4, 1/4) in the first two.
      const [loss, gradient] = lossOf(crossEntropy, logits, classes, label);
      expectClose(loss ?? [], [Math.log(4 / 3) + Math.log(4)]);
      expectClose(gradient ?? [], [-0.25, 0.25, 0.75, -0.75, 0, 0]);
    });
  });

  it('cross entropy against a distribution', () => {
    tf.tidy(() => {
      const shares = tf.tensor2d([0.5, 0.5, none, none], [2, 2]);
      const [loss] = lossOf(crossEntropy, [Math.log(3), 0, 1, 1], shares, values);
      expectClose(loss ?? [], [(Math.log(4 / 3) + Math.log(4)) / 2]);
    });
  });

  it('squared error: the mean over the numbers of an example, summed over examples', () => {
    tf.tidy(() => {
      const target = tf.tensor2d([1, 1, none, none], [2, 2]);
      const [loss, gradient] = lossOf(squaredError, [3, 0, 7, 8], target, values);
      expectClose(loss ?? [], [(4 + 1) / 2]);
      expectClose(gradient ?? [], [2, -1, 0, 0]);
    });
  });

  it('squared error of a class is that of its one-hot vector', () => {
    tf.tidy(() => {
      const classes = tf.tensor1d([1, -1], 'int32');
      const [loss, gradient] = lossOf(squaredError, [3, 0, 7, 8], classes, label);
      expectClose(loss ?? [], [(9 + 1) / 2]);
      expectClose(gradient ?? [], [3, -1, 0, 0]);
    });
  });
});

describe('valid targets and incorrect predictions', () => {
  onPlainCpu();

  it('a target is valid where its class is not negative, or its first number is not NaN', () => {
    tf.tidy(() => {
      const classes = tf.tensor1d([0, -1, 2, -5], 'int32');
      expect(valuesOf(validMask(classes, label))).toEqual([1, 0, 1, 0]);
      const maps = tf.tensor([1, 2, none, none, 0, 0], [3, 2, 1]);
      const mask = validMask(maps, values);
      expect(mask.shape).toEqual([3]);
      expect(valuesOf(mask)).toEqual([1, 0, 1]);
      expect(valuesOf(zeroInvalid(maps))).toEqual([1, 2, 0, 0, 0, 0]);
    });
  });

  it('a prediction is incorrect where another class has the largest logit', () => {
    tf.tidy(() => {
      const prediction = tf.tensor2d([0, 2, 1, 3, 2, 1, 0, 0, 9], [3, 3]);
      const wrong = (...classes: number[]): number[] =>
        valuesOf(countIncorrect(prediction, tf.tensor1d(classes, 'int32')));
      expect([wrong(1, 0, 2), wrong(0, 0, 1), wrong(0, -1, 2)]).toEqual([[0], [2], [1]]);
    });
  });
});
