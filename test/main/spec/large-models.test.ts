import { describe, expect, it } from 'vitest';
import { checkExperiment } from '#spec/check-experiment';
import { countModel } from '#spec/counts';
import { findModules, stronglyConnectedComponents } from '#spec/graph';
import { inferPeriods } from '#spec/periods';
import { taskFields } from '#spec/task';
import { inferUpdateWindows } from '#spec/update-windows';
import { countOperations } from './count-operations';
import { largeExperiment, largeModels } from './large-models';
import { model } from './make';

/** Everything that the editor and a run ask of a model. */
function examine(experiment: ReturnType<typeof largeExperiment>): void {
  const fields = taskFields(experiment.task);
  checkExperiment(experiment, fields);
  countModel(experiment.model, fields);
  inferUpdateWindows(experiment);
  stronglyConnectedComponents(experiment.model, new Set(Object.keys(experiment.model.nodes)));
}

describe('the work on a model grows no faster than its nodes and edges', () => {
  it.each(largeModels)('%s', (name) => {
    const [small, large] = [60, 600].map((count) =>
      countOperations(largeExperiment(name, count), examine),
    );
    // Ten times as many nodes: ten times the work, where a search through all of them for each would be a hundred.
    expect((large ?? 0) / (small ?? 0)).toBeLessThan(15);
  });
});

describe('large models do not overflow the stack', () => {
  it.each(['chain', 'one cycle of all layers', 'long cycle over a delay'])('%s', (name) => {
    expect(() => examine(largeExperiment(name, 12_000))).not.toThrow();
  });

  it('and a node can have 200,000 edges', () => {
    const wide = model({ sum: { kind: 'add' }, x: { kind: 'input', field: 'image' } }, []);
    wide.edges = Array.from({ length: 200_000 }, () => ({ from: 'x', to: 'sum' }));
    expect(inferPeriods(wide).periods).toEqual({ x: 1, sum: 1 });
    expect(findModules(wide)).toHaveLength(1);
  });
});
