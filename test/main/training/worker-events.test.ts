import { describe, expect, it } from 'vitest';
import type { TrainEvent } from '#spec/train-events';
import { EventBatcher } from '#training/worker-events';

const metrics = (step: number): TrainEvent => ({
  kind: 'metrics',
  step,
  seconds: step,
  points: [{ metric: 'train/loss', step, seconds: step, value: step }],
});

describe('EventBatcher', () => {
  it('merges metrics in quick succession, and keeps the order of events', () => {
    const sent: TrainEvent[] = [];
    const batcher = new EventBatcher((event) => sent.push(event));
    for (const step of [1, 2, 3]) batcher.push(metrics(step));
    expect(sent).toEqual([metrics(1)]);
    batcher.push({ kind: 'checkpoint', step: 3, seconds: 3 });
    expect(sent.map(({ kind }) => kind)).toEqual(['metrics', 'metrics', 'checkpoint']);
    expect(sent[1]).toMatchObject({ step: 3, points: [{ step: 2 }, { step: 3 }] });
    batcher.flush();
    expect(sent).toHaveLength(3);
  });
});
