import { describe, expect, it } from 'vitest';
import {
  SynthesizerLossMonitor,
  type SynthesizerMonitorState,
} from '#engine/run/synthesizer-monitor';

const losses = (loss: number) => new Map([['core->core' as const, loss]]);

/** Says what an alarm said over steps with these losses, from step 1. */
function said(values: readonly number[]): string[] {
  const alarm = new SynthesizerLossMonitor();
  return values.flatMap((loss, index) => alarm.observe(index + 1, losses(loss)));
}

const calm = Array.from({ length: 200 }, (_, step) => 6 + Math.sin(step));

describe('the alarm', () => {
  it('is silent while a loss grows slowly, swings, or begins at nothing', () => {
    expect(said(calm)).toEqual([]);
    expect(said(Array.from({ length: 1000 }, (_, step) => 1.01 ** step))).toEqual([]);
    expect(said(Array.from({ length: 300 }, (_, step) => (step % 10 === 0 ? 60 : 6)))).toEqual([]);
    expect(said([...Array.from({ length: 300 }, () => 0), 5, 5, 5])).toEqual([]);
  });

  it('lets lone outliers pass', () => {
    expect(said([...calm, 300, 6, 5000, ...calm, 300])).toEqual([]);
  });

  it('says once which synthesizer leapt, when, and what may help', () => {
    const [sentence, ...more] = said([...calm, 300, 5000, 700, 90_000]);
    expect(sentence).toMatch(
      /At step 203 the synthesizer of core → core is off by 700, 1\d\d times/,
    );
    expect(sentence).toMatch(/lower its scale k/);
    expect(more).toEqual([]);
  });

  it('does not speak before it knows what is usual', () => {
    expect(said([...calm.slice(0, 50), 5000])).toEqual([]);
  });

  it('says the same after its state was saved and restored, at whatever step', () => {
    const values = [...calm, 300, 5000, 700, 90_000, 3, Infinity, ...calm];
    const straight = said(values);
    expect(straight).toHaveLength(1);
    for (const at of [0, 50, 199, 200, 201, 202, 203, 204, 300]) {
      let alarm = new SynthesizerLossMonitor();
      const sentences = values.flatMap((loss, index) => {
        if (index === at) {
          const state: unknown = JSON.parse(JSON.stringify(alarm.state()));
          alarm = new SynthesizerLossMonitor();
          alarm.restore(state as SynthesizerMonitorState);
        }
        return alarm.observe(index + 1, losses(loss));
      });
      expect(sentences, `restored before step ${at + 1}`).toEqual(straight);
    }
  });

  it('keeps a loss that is not finite out of what is usual', () => {
    expect(said([Infinity, ...calm, 300, 5000, 700])).toHaveLength(1);
  });
});
