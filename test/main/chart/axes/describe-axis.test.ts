import { describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { axisName, describeAxis, listModules, type AxisChoice } from '#chart/axes/describe-axis';
import { buildExperiment } from '../../../renderer/editor/experiment';

const run = (text: string): Run => ({ spec: buildExperiment(text), metrics: {} }) as Run;
const runs = [run('image>a a/b b>loss')];
const choice = (changes: Partial<AxisChoice>): AxisChoice => ({
  xAxis: 'step',
  xMetric: null,
  xModule: null,
  ...changes,
});

describe('the x axis of a comparison', () => {
  it('counts steps, seconds or examples', () => {
    expect(describeAxis(choice({}), runs).label).toBe('step');
    const time = describeAxis(choice({ xAxis: 'seconds' }), runs);
    expect([time.isTime, time.format(90)]).toEqual([true, '1 min 30 s']);
    const examples = describeAxis(choice({ xAxis: 'examples' }), runs);
    expect([examples.label, examples.format(25_600)]).toEqual(['examples seen', '25.6 k']);
  });

  it('shows a metric in its unit', () => {
    const axis = describeAxis(choice({ xAxis: 'metric', xMetric: 'test/error' }), runs);
    expect([axis.label, axis.format(0.25)]).toEqual(['Test error', '25.00 %']);
  });

  it('has a name for the toolbar', () => {
    expect(axisName(choice({ xAxis: 'examples' }), runs)).toBe('Examples');
    expect(axisName(choice({ xAxis: 'updates', xModule: 'b' }), runs)).toBe('Updates, b');
  });

  it('offers the modules of all models, each once', () => {
    const modules = listModules([...runs, ...runs, run('image>c c/d d>loss')]);
    // Two modules each: a decoupled edge parts them, and each is named by a node of its own.
    expect(modules).toHaveLength(4);
    expect(new Set(modules).size).toBe(4);
  });
});
