import { describe, expect, it } from 'vitest';
import { borrowParameters } from '#engine/run/borrow-parameters';
import { tf } from '#tensorflow/backend/tf';
import {
  eager,
  experiment,
  network,
  onPlainCpu,
  setWeights,
  waveDataset,
  weightsOf,
  oneLayerModel,
} from '../helpers';

const spec = experiment({
  model: oneLayerModel,
});

describe('parameters of another network', () => {
  onPlainCpu();

  it('are in the place of the own ones until these are given back', () => {
    const { fields } = waveDataset(2, 10);
    const [own, other] = [network(spec, fields), network(spec, fields)];
    const [trained, untrained] = [
      { 'a/kernel': [1, 2], 'a/bias': [3] },
      { 'a/kernel': [4, 5], 'a/bias': [6] },
    ];
    setWeights(own, trained);
    setWeights(other, untrained);
    const tensors = tf.memory().numTensors;
    const giveBack = borrowParameters(own, other, eager());
    // What happens to the other network changes nothing.
    setWeights(other, trained);
    expect(weightsOf(own)).toEqual(untrained);
    giveBack();
    expect(weightsOf(own)).toEqual(trained);
    expect(tf.memory().numTensors).toBe(tensors);
    own.dispose();
    other.dispose();
  });
});
