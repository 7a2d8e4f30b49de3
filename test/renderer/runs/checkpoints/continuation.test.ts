import { describe, expect, it } from 'vitest';
import {
  buildContinuation,
  currentValue,
  parseSettingValue,
  suggestSteps,
  usualPaths,
} from '../../../../src-renderer/runs/checkpoints/continuation';
import { listSettingChoices } from '../../../../src-renderer/studies/setting-choices';
import { makeRun } from '../table/make-run';

/** `recall-dni` with 1000 steps and a rate of 0.001. */
const { spec } = makeRun();

describe('the experiment of a run that continues another one', () => {
  it('has the changed settings, and else those of the parent', () => {
    const { spec: next, problem } = buildContinuation(spec, 400, 1500, {
      'training.optimizer.rate': 0.0002,
      'training.method': 'none',
    });
    expect(problem).toBeNull();
    expect(next).toEqual({
      ...spec,
      training: {
        ...spec.training,
        method: 'none',
        steps: 1500,
        optimizer: { ...spec.training.optimizer, rate: 0.0002 },
      },
    });
  });

  it('leaves out what is null', () => {
    const limited = { ...spec, training: { ...spec.training, maxSeconds: 60 } };
    const { spec: next } = buildContinuation(limited, 1, 1000, { 'training.maxSeconds': null });
    expect(next).toEqual(spec);
  });

  it('needs steps after the checkpoint, values that fit and parameters that fit', () => {
    expect(buildContinuation(spec, 1000, 1000, {}).problem).toContain('count on from 1,000');
    expect(buildContinuation(spec, 1, 1000, { 'training.optimizer.rate': 'fast' }).problem).toMatch(
      /rate/,
    );
    expect(buildContinuation(spec, 1, 1000, { 'model.nodes.core.units': 7 }).problem).toMatch(
      /The weights of the checkpoint do not fit: the node 'core' has .* parameters/,
    );
  });

  it('goes to the steps of the parent, or by as many again where these are done', () => {
    expect(suggestSteps(spec, 400)).toBe(1000);
    expect(suggestSteps(spec, 1000)).toBe(2000);
  });
});

describe('the value of a setting', () => {
  it('is a number, a word or a list; none leaves the setting out', () => {
    expect(parseSettingValue(' 3e-4 ')).toEqual({ value: 0.0003 });
    expect(parseSettingValue('adam')).toEqual({ value: 'adam' });
    expect(parseSettingValue('[64, 32]')).toEqual({ value: [64, 32] });
    expect(parseSettingValue('  ')).toEqual({ value: null });
    expect(parseSettingValue('64, 32')).toHaveProperty('problem');
    expect(parseSettingValue('[64, {')).toHaveProperty('problem');
  });

  it('is at first that of the parent, lists as lists', () => {
    const choices = listSettingChoices(spec);
    const valueOf = (path: string): unknown => {
      const choice = choices.find((each) => each.path === path);
      return choice && currentValue(choice);
    };
    expect(usualPaths.map(valueOf)).toEqual(['dni', 0.001, 1]);
    expect(valueOf('training.maxSeconds')).toBeNull();
    const hidden = choices.find(({ path }) => path.endsWith('synthesizer.hidden'));
    expect(hidden && currentValue(hidden)).toEqual(
      spec.model.edges.find(({ decoupled }) => decoupled)?.decoupled?.synthesizer.hidden,
    );
  });
});
