import { describe, expect, it } from 'vitest';
import type { Evaluation, EvaluationPasses } from '#engine/run/evaluate';
import { evaluateSplits } from '#engine/run/evaluate-splits';
import type { TrainEvent } from '#spec/train-events';
import type { SplitName } from '#spec/task';
import { experiment, waveDataset } from '../helpers';

const spec = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x' },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
    },
    edges: [],
  },
});
const dataset = waveDataset(2, 10);

/** A session whose splits take `passes` passes of `milliseconds`. */
class SlowSession {
  passesDone = 0;
  isFreed = false;
  timedMs = 0;

  constructor(
    readonly passes: number,
    readonly milliseconds: number,
  ) {}

  timed<T>(work: () => T): T {
    const began = performance.now();
    const result = work();
    this.timedMs += performance.now() - began;
    return result;
  }

  *evaluate(split: SplitName): EvaluationPasses {
    if (split === 'train') return null;
    try {
      for (let done = 1; done <= this.passes; done++) {
        const until = performance.now() + this.milliseconds;
        while (performance.now() < until);
        this.passesDone += 1;
        yield { done, total: this.passes };
      }
      const result: Evaluation = new Map([['loss', { sum: 6, valid: 4, incorrect: 1 }]]);
      return result;
    } finally {
      this.isFreed = true;
    }
  }
}

const run = async (
  session: SlowSession,
  onEvent: (event: TrainEvent) => void | Promise<void> = () => undefined,
  stop = new AbortController(),
) => {
  const { signal } = stop;
  const evaluation = evaluateSplits(
    {
      evaluate: (split) => session.evaluate(split),
      timed: (work) => session.timed(work),
    },
    { spec, dataset, signal },
  );
  for (;;) {
    const step = await evaluation.next();
    if (step.done) return step.value;
    await onEvent(step.value);
  }
};

describe('evaluating the splits', () => {
  it('gives the metrics of both, and shows nothing of a short evaluation', async () => {
    const events: TrainEvent[] = [];
    const metrics = await run(new SlowSession(20, 0), (event) => void events.push(event));
    expect(metrics).toEqual([
      ['validation/loss', 1.5],
      ['validation/error', 0.25],
      ['test/loss', 1.5],
      ['test/error', 0.25],
    ]);
    expect(events).toEqual([]);
  });

  it('shows the progress of a long one about ten times a second', async () => {
    const shown: [number, TrainEvent][] = [];
    const began = performance.now();
    await run(new SlowSession(40, 10), (event) => {
      shown.push([performance.now() - began, event]);
    });
    const took = performance.now() - began;
    expect(shown[0]?.[0]).toBeGreaterThanOrEqual(200);
    expect(shown.length).toBeGreaterThanOrEqual(4);
    expect(shown.length).toBeLessThanOrEqual(1 + (took - 200) / 100);
    expect(shown.at(-1)?.[1]).toMatchObject({
      kind: 'progress',
      phase: 'evaluating',
      split: 'test',
      total: 40,
    });
  });

  it('hears a stop after the pass that runs, and gives nothing then', async () => {
    const stop = new AbortController();
    const session = new SlowSession(50, 25);
    setTimeout(() => stop.abort(), 60);
    expect(await run(session, undefined, stop)).toBeNull();
    expect(session.passesDone).toBeGreaterThanOrEqual(2);
    expect(session.passesDone).toBeLessThanOrEqual(5);
    expect(session.isFreed).toBe(true);
  });

  it('waits while its events are not pulled, and the clock stands still', async () => {
    const session = new SlowSession(15, 10);
    let pauses = 0;
    const began = performance.now();
    await run(session, async () => {
      if (++pauses > 1) return;
      const before = session.passesDone;
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(session.passesDone).toBe(before);
    });
    expect(pauses).toBeGreaterThan(0);
    expect(session.timedMs).toBeGreaterThanOrEqual(300);
    expect(performance.now() - began - session.timedMs).toBeGreaterThan(290);
  });

  it('hears a stop that comes in a pause', async () => {
    const stop = new AbortController();
    const session = new SlowSession(40, 10);
    let done = 0;
    const metrics = await run(
      session,
      () => {
        done = session.passesDone;
        stop.abort();
      },
      stop,
    );
    expect(metrics).toBeNull();
    expect(session.passesDone).toBe(done);
  });
});
