import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Evaluation, EvaluationPasses } from '#engine/run/evaluate';
import { evaluateSplits } from '#engine/run/evaluate-splits';
import type { TrainEvent } from '#spec/train-events';
import type { SplitName } from '#spec/task';
import { useManualClock, type ManualClock } from '../../manual-clock';
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

let clock: ManualClock;
beforeEach(() => {
  clock = useManualClock();
});
afterEach(() => clock.restore());

/** A session whose splits take `passes` passes of `milliseconds`. */
class SlowSession {
  passesDone = 0;
  isFreed = false;
  timedMs = 0;

  constructor(
    readonly passes: number,
    readonly milliseconds: number,
    readonly onPass: (passesDone: number) => void = () => undefined,
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
        clock.pass(this.milliseconds);
        this.passesDone += 1;
        this.onPass(this.passesDone);
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

  it('shows the progress of a long one after 200 ms, then every 100 ms', async () => {
    const shown: [milliseconds: number, TrainEvent][] = [];
    await run(new SlowSession(50, 10), (event) => {
      shown.push([performance.now(), event]);
    });
    // The validation split takes the first 500 ms, the test split the next.
    expect(shown.map(([milliseconds]) => milliseconds)).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10].map((tenth) => 100 * tenth),
    );
    expect(shown[0]?.[1]).toMatchObject({ split: 'validation', done: 20, total: 50 });
    expect(shown.at(-1)?.[1]).toMatchObject({
      kind: 'progress',
      phase: 'evaluating',
      split: 'test',
      done: 50,
      total: 50,
    });
  });

  it('hears a stop after the pass that runs, and gives nothing then', async () => {
    const stop = new AbortController();
    const session = new SlowSession(50, 25, (passesDone) => {
      // Long enough that the event loop is given a turn, in which the stop comes.
      const until = Date.now() + 25;
      while (Date.now() < until);
      if (passesDone === 3) setImmediate(() => stop.abort());
    });
    expect(await run(session, undefined, stop)).toBeNull();
    expect(session.passesDone).toBe(3);
    expect(session.isFreed).toBe(true);
  });

  it('waits while its events are not pulled, and the clock stands still', async () => {
    const session = new SlowSession(30, 10);
    let pauses = 0;
    await run(session, async () => {
      if (++pauses > 1) return;
      const before = session.passesDone;
      await new Promise((resolve) => setTimeout(resolve, 20));
      clock.pass(5000);
      expect(session.passesDone).toBe(before);
    });
    expect(pauses).toBeGreaterThan(0);
    // Two splits of 30 passes of 10 ms each, without the pause.
    expect(session.timedMs).toBe(600);
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
