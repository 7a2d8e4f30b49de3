import { describe, expect, it } from 'vitest';
import { makeProbe, type Probe } from '#engine/run/probe';
import { SessionExaminer } from '#engine/run/session-examiner';
import { tf } from '#tensorflow/backend/tf';
import {
  eager,
  experiment,
  network,
  onPlainCpu,
  setWeights,
  waveDataset,
  oneLayerModel,
} from '../helpers';

const spec = experiment({
  model: oneLayerModel,
  diagnostics: { every: 5, batch: 8 },
});

describe('the examiner of a session', () => {
  onPlainCpu();

  it('tells how the parameters have changed since it was made, and frees its tensors', () => {
    const data = waveDataset(2, 50);
    const net = network(spec, data.fields);
    const tensors = tf.memory().numTensors;
    setWeights(net, { 'a/kernel': [1, 1], 'a/bias': [0] });
    const probe = makeProbe(net, spec, data, null) as Probe;
    const examiner = new SessionExaminer(net, probe, spec, eager());
    expect(examiner.examine(new Map()).layers.get('a')?.updates).toBe(0);
    setWeights(net, { 'a/kernel': [4, 1], 'a/bias': [0] });
    // (3² + 0² + 0²) / 3
    expect(examiner.examine(new Map()).layers.get('a')?.updates).toBeCloseTo(Math.sqrt(3), 5);
    examiner.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    net.dispose();
  });
});
