import { expect, it } from 'vitest';
import { stepsPerCall, type StepsPerCallRequest } from '#engine/run/steps-per-call';
import { experiment } from '../helpers';

/** A light step of one tick of which four run together. */
const light: StepsPerCallRequest = {
  spec: experiment({
    training: { steps: 1, batch: 10, optimizer: { kind: 'sgd', rate: 1 } },
  }),
  ticks: 1,
  multiplyAdds: 1000,
  hasCurriculum: false,
  canRunSeveral: true,
  isCompiled: true,
  step: 0,
  firstStep: 0,
  isInGroup: false,
  maxSteps: 100,
};
/** Two modules that do not wait for each other. */
const unlocked = experiment({
  model: {
    nodes: {
      point: { kind: 'input', field: 'point' },
      hidden: { kind: 'dense', units: 4 },
      logits: { kind: 'dense', units: 'classes' },
    },
    edges: [
      { from: 'point', to: 'hidden' },
      { from: 'hidden', to: 'logits', decoupled: { synthesizer: { hidden: [] } } },
    ],
  },
  training: { method: 'dni', steps: 1, batch: 10, optimizer: { kind: 'sgd', rate: 1 } },
});
const count = (parts: Partial<StepsPerCallRequest>): number => stepsPerCall({ ...light, ...parts });

it('runs light steps together, never more than `most`', () => {
  expect(count({})).toBe(4);
  expect(count({ maxSteps: 4 })).toBe(4);
  // The only larger graph is that of four steps.
  expect(count({ maxSteps: 3 })).toBe(1);
});

it('runs fewer together the longer they are', () => {
  expect([8, 9, 16, 17, 40].map((ticks) => count({ ticks }))).toEqual([4, 3, 2, 1, 1]);
});

it('runs steps one by one that differ, are heavy or are not compiled', () => {
  const { spec } = light;
  const sparse = { ...spec, training: { ...spec.training, updateProbability: 0.5 } };
  const modules = { a: { updateProbability: 0.5 } };
  const alone: Partial<StepsPerCallRequest>[] = [
    { hasCurriculum: true },
    { canRunSeveral: false },
    { isCompiled: false },
    { spec: sparse },
    { spec: { ...spec, model: { ...spec.model, modules } } },
    // Times a batch of 10.
    { spec: unlocked, multiplyAdds: 3.1e8 },
    { multiplyAdds: 1.1e8, ticks: 3 },
  ];
  expect(alone.map(count)).toEqual(alone.map(() => 1));
  expect(count({ spec: unlocked, multiplyAdds: 2.9e8 })).toBe(4);
});

it('runs steps of a locked model together only while the call itself counts, and ticks longer', () => {
  const locked = { ...unlocked, training: { ...unlocked.training, method: 'backprop' as const } };
  expect(count({ spec: locked, multiplyAdds: 1.4e7 })).toBe(4);
  expect(count({ spec: locked, multiplyAdds: 1.6e7 })).toBe(1);
  expect(count({ spec: unlocked, multiplyAdds: 1.6e7 })).toBe(4);
  expect(count({ spec: locked, multiplyAdds: 1.6e7, ticks: 8 })).toBe(4);
});

it('runs more together later in a long run, which gains the time to compile them', () => {
  const { spec } = light;
  const late = {
    spec: { ...spec, training: { ...spec.training, steps: 10_000 } },
    step: 500,
    isInGroup: false,
  };
  expect(count(late)).toBe(16);
  const longer = { ...spec, training: { ...spec.training, steps: 15_000 } };
  expect(count({ ...late, step: 5500, firstStep: 5000, spec: longer })).toBe(16);
  // What is left until the next stop runs as before.
  expect([16, 15, 4, 3].map((maxSteps) => count({ ...late, maxSteps }))).toEqual([16, 4, 4, 1]);
  const { model: deep } = experiment({
    model: {
      nodes: Object.fromEntries(
        Array.from({ length: 13 }, (_, index) => [`h${index}`, { kind: 'dense', units: 4 }]),
      ),
      edges: [],
    },
  });
  const shorter: Partial<StepsPerCallRequest>[] = [
    { step: 499 },
    // A run that is resumed compiles again, and has less to gain.
    { step: 9500, firstStep: 9000 },
    { step: 5499, firstStep: 5000, spec: longer },
    { ticks: 2 },
    { spec: { ...spec, training: { ...spec.training, steps: 9999 } } },
    { isInGroup: true },
    { spec: { ...late.spec, model: deep } },
    // Times a batch of 10.
    {
      spec: { ...unlocked, training: { ...unlocked.training, steps: 10_000 } },
      multiplyAdds: 1.6e7,
    },
  ];
  expect(shorter.map((parts) => count({ ...late, ...parts }))).toEqual(shorter.map(() => 4));
});
