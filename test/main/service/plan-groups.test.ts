import { describe, expect, it } from 'vitest';
import { listStages } from '#analysis/study-left';
import { expandStudy, matchRuns } from '#analysis/study-runs';
import { planGroups, type GroupingContext } from '#service/plan-groups';
import { experimentSchema } from '#spec/experiment';
import { studyContentSchema, type StudyInput } from '#spec/study';
import { estimateRunMemory } from '#training/run-memory';
import { spirals } from '../storage/spirals';

const gigabytes = 1e9;
const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const plan = (
  axes: StudyInput['axes'],
  { slots = 2, memory = 64 * gigabytes, together = true }: Partial<GroupingContext> = {},
  model = spirals('A', 100),
) => {
  const study = studyContentSchema.parse({ version: 1, models: ['a'], axes });
  const { runs } = expandStudy(study, new Map([['a', model]]));
  const stages = listStages(study, runs, matchRuns({ ...study, id: 's' }, runs, []));
  return planGroups(runs, stages, { slots, memory, together });
};

describe('the groups of a study', () => {
  it('spread runs that are alike evenly over the slots', async () => {
    expect(await plan({ 'training.seed': seeds(8) })).toEqual({
      groups: [4, 4],
      alone: 0,
      reason: null,
    });
    // 17 seeds fit in two slots of at most 16.
    expect(await plan({ 'training.seed': seeds(17) })).toEqual({
      groups: [8, 9],
      alone: 0,
      reason: null,
    });
    const rates = { 'training.optimizer.rate': [0.1, 0.2, 0.3, 0.4] };
    expect(await plan(rates, { slots: 1 })).toEqual({ groups: [4], alone: 0, reason: null });
  });

  it('count the runs that are left over', async () =>
    expect(await plan({ 'training.seed': seeds(3) })).toEqual({
      groups: [2],
      alone: 1,
      reason: null,
    }));

  it('are none where the study does not want them, without a reason', async () =>
    expect(await plan({ 'training.seed': seeds(8) }, { together: false })).toEqual({
      groups: [],
      alone: 0,
      reason: null,
    }));

  it('are none where no two runs are alike', async () =>
    expect(await plan({ 'training.method': ['dni', 'none'] })).toEqual({
      groups: [],
      alone: 2,
      reason: 'No two runs of this study differ only in the seed and in learning rates.',
    }));

  it('are none where a model keeps its runs alone', async () => {
    const spec = spirals('A', 100);
    const eager = experimentSchema.parse({
      ...spec,
      training: { ...spec.training, compiled: false },
    });
    expect(await plan({ 'training.seed': seeds(8) }, {}, eager)).toEqual({
      groups: [],
      alone: 8,
      reason: 'Runs whose steps are not compiled train alone.',
    });
  });

  it('are none where each run has a slot, or a slot has no memory for two', async () => {
    expect(await plan({ 'training.seed': seeds(2) })).toEqual({
      groups: [],
      alone: 2,
      reason: 'There are enough slots for each of these runs to train in one of its own.',
    });
    // 0.8 of the memory over two slots is that of one run and a half.
    const memory = (3 * estimateRunMemory(spirals('A', 100))) / 0.8;
    expect(await plan({ 'training.seed': seeds(8) }, { memory })).toEqual({
      groups: [],
      alone: 8,
      reason: 'Two of these runs need more memory than a slot has.',
    });
  });
});
