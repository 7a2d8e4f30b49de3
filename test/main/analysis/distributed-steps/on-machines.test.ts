import { expect, it } from 'vitest';
import { describeOnMachines, parseMachineChoice } from '#analysis/distributed-steps/on-machines';
import { edges, sized } from './two-modules';

it('says what a step takes on more machines than the model has modules', () => {
  const prediction = describeOnMachines(
    sized(edges),
    { method: 'backprop', seconds: 0.036, batch: 5 },
    { machines: 4, link: '1 Gbit/s' },
  );
  // In so small a batch updates take longest. Backprop: the second module makes its step in 3 + 6 + 18 ms, and meanwhile the
  // first one updates and runs forward again. DNI: the first module takes 1 + 2 + 6 ms and 2 + 16.6 ms for its synthesizer.
  expect(prediction?.text).toBe(
    'backprop 27 ms, pipeline 27 ms, DNI 28 ms a step; backprop on one machine 36 ms',
  );
  expect(prediction?.explanation).toContain('The model has 2 modules, so 2 machines work.');
});

it('takes a stored choice that is still offered, and no other', () => {
  expect(parseMachineChoice({ machines: 8, link: '1 Gbit/s' })).toEqual({
    machines: 8,
    link: '1 Gbit/s',
  });
  for (const stored of [{ machines: 5, link: '1 Gbit/s' }, { machines: 8, link: 'x' }, 'x', null])
    expect(parseMachineChoice(stored)).toBeUndefined();
});
