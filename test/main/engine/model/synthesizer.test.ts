import { describe, expect, it } from 'vitest';
import { Parameters } from '#engine/model/parameters';
import { buildSynthesizer, buildSyntheticInput } from '#engine/model/synthesizer';
import { synthesizerSchema, syntheticInputSchema } from '#spec/model';
import { tf } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf, wave } from '../helpers';

describe('synthesizers', () => {
  onPlainCpu();

  const predictionOf = (
    settings: Record<string, unknown>,
    shape: number[],
    weights: Record<string, number[]> = {},
  ) => {
    const parameters = new Parameters(1);
    const synthesizer = buildSynthesizer(
      synthesizerSchema.parse(settings),
      'm',
      shape.slice(1),
      2,
      parameters,
    );
    const names = parameters
      .all()
      .map(({ name, variable }) => `${name} ${variable.shape.join('×')}`);
    const { values, resultShape } = tf.tidy(() => {
      for (const { name, variable } of parameters.all()) {
        const given = weights[name];
        if (given) variable.assign(tf.tensor(given, variable.shape, 'float32'));
      }
      const size = shape.reduce((all, one) => all * one, 1);
      const context = tf.tensor2d([0, 1, 1, 0], [2, 2]);
      const result = synthesizer.predict(tf.tensor(wave(size), shape), context);
      return { values: valuesOf(result), resultShape: result.shape };
    });
    parameters.dispose();
    return { names, values, resultShape };
  };

  it.each([
    ['linear', { kind: 'mlp', hidden: [] }, [2, 3]],
    ['MLP with batch norm', { kind: 'mlp', hidden: [5, 4], batchNorm: true }, [2, 3]],
    ['conditioned', { kind: 'mlp', hidden: [5], condition: 'label' }, [2, 3]],
    ['convolutional', { kind: 'conv', hidden: [2], condition: 'label' }, [2, 4, 3, 2]],
    ['MLP on a feature map', { kind: 'mlp', hidden: [] }, [2, 2, 3, 2]],
  ])('starts at zero, in the shape of the message: %s', (_, settings, shape) => {
    const { values, resultShape } = predictionOf(settings, shape);
    expect(resultShape).toEqual(shape);
    expect(values.every((value) => value === 0)).toBe(true);
  });

  it('sees the tanh of the message where told, the context as it is', () => {
    const { values } = predictionOf(
      { kind: 'mlp', hidden: [], condition: 'label', squash: true },
      [2, 1],
      { 'm/0/kernel': [2, 10, 20] },
    );
    const [first = 0, second = 0] = wave(2);
    expectClose(values, [2 * Math.tanh(first) + 20, 2 * Math.tanh(second) + 10]);
  });

  it('joins the one-hot label to the message', () => {
    const { names, values } = predictionOf(
      { kind: 'mlp', hidden: [], condition: 'label' },
      [2, 1],
      { 'm/0/kernel': [2, 10, 20], 'm/0/bias': [0.5] },
    );
    expect(names).toEqual(['m/0/kernel 3×1', 'm/0/bias 1']);
    const [first = 0, second = 0] = wave(2);
    expectClose(values, [2 * first + 20.5, 2 * second + 10.5]);
  });

  it('shows the label of a feature map as constant planes', () => {
    const kernel = { 'm/0/kernel': [1, 10, 20], 'm/0/bias': [0] };
    const { values } = predictionOf(
      { kind: 'conv', hidden: [], kernel: 1, condition: 'label' },
      [2, 1, 2, 1],
      kernel,
    );
    expectClose(
      values,
      wave(4).map((value, index) => value + (index < 2 ? 20 : 10)),
    );
  });

  it('predicts a message from the inputs, not from zero', () => {
    const parameters = new Parameters(1);
    const model = buildSyntheticInput(
      syntheticInputSchema.parse({ hidden: [3] }),
      'i',
      4,
      [2, 1, 2],
      parameters,
    );
    tf.tidy(() => {
      const message = model(tf.ones([5, 4]));
      expect(message.shape).toEqual([5, 2, 1, 2]);
      expect(valuesOf(message).some((value) => value !== 0)).toBe(true);
    });
    parameters.dispose();
  });
});
