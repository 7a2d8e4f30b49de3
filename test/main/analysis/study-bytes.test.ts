import { describe, expect, it } from 'vitest';
import { estimateBytes, estimateRunBytes } from '#analysis/study-bytes';
import { listRunsLeft, listStages } from '#analysis/study-left';
import { expandStudy } from '#analysis/study-runs';
import { studyContentSchema } from '#spec/study';
import { spirals } from '../storage/spirals';

const study = studyContentSchema.parse({
  version: 1,
  models: ['a'],
  axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] },
});
const { runs } = expandStudy(study, new Map([['a', spirals('A', 100)]]));
const left = listRunsLeft(listStages(study, runs, new Map()));

describe('the bytes of a study', () => {
  it('follow from a run of the model: checkpoints and curves', () => {
    // Each run has checkpoints at 0, 20, 40, 60, 80 and 100.
    const measured = new Map([['a', { checkpoint: 1000, step: 10 }]]);
    expect(estimateBytes(left, measured)).toBe(4 * (6 * 1000 + 100 * 10));
  });
  it('are estimated from the parameters where there is none', () => {
    // 2 inputs, 16 hidden units, 3 classes; the synthesizer is linear in 16 numbers and a label of 3.
    const model = 2 * 16 + 16 + 16 * 3 + 3;
    const synthesizer = (16 + 3) * 16 + 16;
    const none = { ...spirals(), training: { ...spirals().training, method: 'none' as const } };
    const [trained, untrained] = [spirals(), none].map((one) => estimateRunBytes(one).checkpoint);
    expect(trained).toBeGreaterThan(4 * 3 * (model + synthesizer));
    // Adam has two slots for the kernel and the bias of the synthesizer, each an array with a header of 90 bytes.
    expect((trained ?? 0) - (untrained ?? 0)).toBe(2 * (4 * synthesizer + 2 * 90));
  });
});
