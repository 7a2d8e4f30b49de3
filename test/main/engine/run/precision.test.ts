import { beforeEach, expect, it, describe } from 'vitest';
import { TrainingSession } from '#engine/run/session';
import type { Precision } from '#spec/training';
import { distance, installed, onTensorFlow } from '../../tensorflow/native';
import { experiment, resultOf, waveDataset } from '../helpers';

const data = waveDataset(12, 50);

function openSession(precision: Precision): TrainingSession {
  const spec = experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'dense', units: 16, activation: 'tanh' },
        b: { kind: 'dense', units: 3 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [8] } } },
        { from: 'b', to: 'loss' },
      ],
    },
    training: { steps: 10, batch: 16, precision, optimizer: { kind: 'sgd', rate: 0.1 } },
  });
  return new TrainingSession(spec, data, '');
}

interface Trained {
  /** Of the untrained model. */
  evaluated: number;
  losses: number[];
  messages: string[];
}

function train(precision: Precision): Trained {
  const session = openSession(precision);
  const evaluated = resultOf(session.evaluate('validation'))?.get('loss')?.sum ?? Number.NaN;
  const losses: number[] = [];
  while (losses.length < 8)
    for (const report of session.advance(4)) losses.push(report.losses.get('loss')?.sum ?? 0);
  const messages = [...session.warnings(), ...session.takeMessages()];
  session.dispose();
  return { evaluated, losses, messages };
}

describe.skipIf(!installed)('a run with products of bfloat16', () => {
  onTensorFlow();
  let [exact, rounded]: Trained[] = [];
  beforeEach(() => {
    exact ??= train('float32');
    rounded ??= train('bfloat16');
  });

  it('trains as one of float32 does, within the rounding, and frees its tensors', () => {
    expect(rounded?.messages).toEqual([]);
    const difference = distance(rounded?.losses ?? [], exact?.losses ?? []);
    expect(difference).toBeLessThan(2 ** -8);
    expect(difference).toBeGreaterThan(1e-6);
  });

  it('is evaluated in float32', () => {
    expect(rounded?.evaluated).toBe(exact?.evaluated);
  });
});
