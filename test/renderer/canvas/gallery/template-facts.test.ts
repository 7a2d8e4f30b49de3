import { describe, expect, it } from 'vitest';
import { taskFields } from '#spec/task';
import {
  asTrained,
  describeTemplate,
  scoreTemplate,
} from '../../../../src-renderer/canvas/gallery/template-facts';
import { template } from '../../../main/spec/make';

const spec = template('mnist-cdni');
const facts = describeTemplate(spec, taskFields(spec.task));

describe('what the gallery says of a template', () => {
  it('is its modules, parameters, method, task and layers', () => {
    // Dense 784 -> 256 and 256 -> 256 with batch normalisation, 256 -> 10; a scale and a shift for each unit.
    const batchNorm = 2 * 256;
    const layers = 784 * 256 + 256 + batchNorm + (256 * 256 + 256 + batchNorm) + 2570;
    // Linear, of a message and a label: (256 + 10) -> 256, twice.
    const synthesizers = 2 * (266 * 256 + 256);
    expect(facts).toMatchObject({
      ...{ modules: 3, parameters: layers, helpers: synthesizers, method: 'DNI' },
      task: 'MNIST digits',
    });
  });

  it('is what its method uses: with backprop one module, and interfaces that wait for DNI', () => {
    const baseline = template('mnist-backprop');
    const { parameters } = facts;
    expect(describeTemplate(baseline, taskFields(baseline.task))).toMatchObject({
      ...{ modules: 1, parameters, helpers: 0, method: 'backprop', unusedInterfaces: 2 },
    });
    expect(asTrained(baseline).model.edges.some(({ decoupled }) => decoupled)).toBe(false);
    expect([asTrained(spec), facts.unusedInterfaces]).toEqual([spec, 0]);
  });

  it('is found by all of its words, in any order', () => {
    const finds = (text: string): boolean =>
      scoreTemplate(spec, facts, 'Feed-forward layers', text) > 0;
    expect(['', 'mnist cdni', 'DNI feed', 'dense', 'digits linear'].filter(finds)).toHaveLength(5);
    expect(['lstm', 'mnist lstm', 'sparse'].filter(finds)).toEqual([]);
  });

  it('is found by its name before those whose sentence has the words', () => {
    const baseline = template('mnist-backprop');
    expect(baseline.description?.toLowerCase()).toContain('cdni');
    const text = 'mnist, 3 layers, cdni';
    const scores = [spec, { ...spec, name: `${spec.name} 2` }, baseline].map((each) =>
      scoreTemplate(each, facts, '', text),
    );
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(3);
  });

  it('has no number of parameters where the data are not known', () => {
    const cnn = template('cifar10-cnn-cdni');
    const { task } = cnn;
    const unknown =
      task.kind === 'dataset' ? { ...cnn, task: { ...task, fields: undefined } } : cnn;
    expect(describeTemplate(unknown, null).parameters).toBeNull();
  });
});
