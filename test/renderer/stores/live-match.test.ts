import { describe, expect, it } from 'vitest';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import type { Run, RunStatus, TrainedRun } from '#spec/run';
import {
  chooseLiveRun,
  isSameModel,
  isSameNode,
  listLiveRuns,
  trainAlike,
} from '../../../src-renderer/stores/live-match';

function experiment(parts: Partial<ExperimentInput> = {}): Experiment {
  return experimentSchema.parse({
    version: 1,
    name: 'test',
    model: {
      nodes: {
        x: { kind: 'input', field: 'point' },
        out: { kind: 'dense', units: 3 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'x', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    },
    task: { kind: 'spirals' },
    training: { steps: 10, optimizer: { kind: 'sgd', rate: 0.1 } },
    ...parts,
  });
}

const wide = experiment();
const { nodes, edges } = wide.model;
const narrow = experiment({
  model: { nodes: { ...nodes, out: { kind: 'dense', units: 2 } }, edges },
});

function run(id: string, status: RunStatus, spec = wide, modelId: string | null = 'm'): Run {
  return { id, status, spec, modelId, study: null, kind: 'trained' } as Run;
}

it('a node is the same while its own settings are', () => {
  expect(isSameNode(wide.model, narrow.model, 'x')).toBe(true);
  expect(isSameNode(wide.model, narrow.model, 'out')).toBe(false);
  const { x } = nodes;
  expect(isSameNode(wide.model, { ...narrow.model, nodes: { x } as typeof nodes }, 'out')).toBe(
    false,
  );
});

describe('which run the canvas shows', () => {
  it('compares models without the order of their names and the places of their nodes', () => {
    const { loss, x, out } = nodes;
    expect(
      isSameModel(wide.model, { ...wide.model, nodes: { loss, out, x } as typeof nodes }),
    ).toBe(true);
    expect(isSameModel(wide.model, narrow.model)).toBe(false);
    const moved = experiment({ canvas: { positions: { out: { x: 1, y: 2 } } } });
    expect(trainAlike(wide, moved)).toBe(true);
  });

  it('takes what is chosen for each run for the same training, and no other setting', () => {
    const { training } = wide;
    const chosen = { seed: 7, steps: 11, method: 'none' as const };
    expect(trainAlike(wide, { ...wide, training: { ...training, ...chosen } })).toBe(true);
    expect(trainAlike(wide, { ...wide, training: { ...training, batch: 11 } })).toBe(false);
    expect(trainAlike(wide, { ...wide, diagnostics: { every: 1, batch: 8 } })).toBe(false);
    expect(trainAlike(wide, { ...wide, task: { ...wide.task, turns: 2 } as never })).toBe(false);
  });

  it('lists the runs of the model, also those that ended before it was edited', () => {
    const all = [
      run('edited', 'running', narrow),
      run('old', 'finished', narrow),
      run('same', 'finished'),
      run('other', 'running', wide, 'n'),
    ];
    const ids = listLiveRuns(all, 'm').map(({ id }) => id);
    expect(ids).toEqual(['edited', 'old', 'same']);
    expect(listLiveRuns(all, null)).toEqual([]);
  });

  it('shows the one that trains before one that waits, and that before the newest', () => {
    const choose = (...runs: Run[]): string | undefined =>
      chooseLiveRun(runs as TrainedRun[], wide.model)?.id;
    expect(choose(run('a', 'finished'), run('b', 'queued'), run('c', 'running'))).toBe('c');
    expect(choose(run('a', 'finished'), run('b', 'queued'))).toBe('b');
    expect(choose(run('a', 'finished'), run('b', 'stopped'))).toBe('a');
    expect(choose(run('a', 'finished', narrow), run('b', 'stopped'))).toBe('b');
    expect(choose(run('a', 'finished', narrow), run('b', 'stopped', narrow))).toBe('a');
    expect(chooseLiveRun([], wide.model)).toBeNull();
    const ofStudy = (id: string): Run => ({
      ...run(id, 'finished'),
      study: { id: 's', values: {}, rung: 0 },
    });
    expect(choose(ofStudy('a'), run('b', 'finished'), run('c', 'finished'))).toBe('b');
    expect(choose(ofStudy('a'), run('b', 'finished', narrow))).toBe('a');
  });
});
