import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { checkReadiness } from '#spec/check-readiness';
import { countModel } from '#spec/counts';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { inferGradients } from '#spec/gradients';
import { findModules } from '#spec/graph';
import { keepResults, perModel } from '#spec/keep-results';
import type { Edge, Model } from '#spec/model';
import { inferPeriods } from '#spec/periods';
import { inferShapes } from '#spec/shapes';
import { taskFields } from '#spec/task';

const start = experimentSchema.parse({
  version: 1,
  name: 'Kept',
  model: {
    nodes: {
      input: { kind: 'input', field: 'input' },
      below: { kind: 'dense', units: 4 },
      core: { kind: 'lstm', units: 4 },
      logits: { kind: 'dense', units: 'classes' },
      loss: { kind: 'softmaxCrossEntropy', target: 'output' },
    },
    edges: [
      { from: 'input', to: 'below' },
      { from: 'below', to: 'core' },
      { from: 'core', to: 'core', delay: 1 },
      { from: 'core', to: 'logits' },
      { from: 'logits', to: 'loss' },
    ],
  },
  task: { kind: 'copy' },
  training: { method: 'dni', steps: 10, unroll: 4, optimizer: { kind: 'adam', rate: 0.001 } },
});

it('works a result out once for a model that does not change and the same arguments, and anew for others', () => {
  const compute = vi.fn((model: Model, fields: object | null) => ({ model, fields }));
  const kept = perModel(compute);
  const { model } = start;
  const [one, two] = [{}, {}];
  kept(model, one);
  kept(model, one);
  expect(compute).toHaveBeenCalledTimes(2);
  keepResults(model);
  expect(kept(model, one)).toBe(kept(model, one));
  expect(kept(model, two)).not.toBe(kept(model, one));
  expect(compute).toHaveBeenCalledTimes(4);
  kept({ ...model }, one);
  expect(compute).toHaveBeenCalledTimes(5);
});

/** A random edit: units, an edge that comes or goes, a decoupling, a delay. */
const editArbitrary = fc.record({
  kind: fc.constantFrom('units', 'edge', 'decouple', 'delay', 'remove'),
  from: fc.constantFrom('input', 'below', 'core', 'logits', 'loss'),
  to: fc.constantFrom('input', 'below', 'core', 'logits', 'loss'),
  units: fc.integer({ min: 1, max: 8 }),
});

function edit(
  { model }: Experiment,
  { kind, from, to, units }: { kind: string; from: string; to: string; units: number },
): Model {
  const isThis = (edge: Edge): boolean => edge.from === from && edge.to === to;
  switch (kind) {
    case 'units':
      return {
        ...model,
        nodes: { ...model.nodes, below: { ...model.nodes['below'], units } as never },
      };
    case 'edge':
      return { ...model, edges: [...model.edges, { from, to }] };
    case 'remove':
      return { ...model, edges: model.edges.filter((edge) => !isThis(edge)) };
    case 'decouple':
      return {
        ...model,
        edges: model.edges.map((edge) =>
          isThis(edge)
            ? { ...edge, decoupled: { synthesizer: { hidden: [units] } } as never }
            : edge,
        ),
      };
    default:
      return {
        ...model,
        edges: model.edges.map((edge) => (isThis(edge) ? { ...edge, delay: 1 } : edge)),
      };
  }
}

/** Everything that is kept of a model, and the problems that are made of it. */
function derive(experiment: Experiment) {
  const { model } = experiment;
  const fields = taskFields(experiment.task);
  return {
    shapes: inferShapes(model, fields),
    counts: countModel(model, fields),
    periods: inferPeriods(model),
    modules: findModules(model),
    gradients: [...inferGradients(model, 'dni').nodes],
    problems: checkReadiness(experiment, {
      data: null,
      machine: { memory: 1e9, gpu: null } as never,
    }),
  };
}

it('gives the same after random edits as a model of which nothing is kept', () => {
  fc.assert(
    fc.property(fc.array(editArbitrary, { maxLength: 5 }), (edits) => {
      let present = start;
      for (const one of edits) {
        present = experimentSchema.parse({ ...present, model: edit(present, one) });
        keepResults(present.model);
        expect(derive(present)).toEqual(derive(structuredClone(present)));
        expect(derive(present)).toEqual(derive(structuredClone(present)));
      }
    }),
    { numRuns: 8 },
  );
});
