import { describe, expect, it } from 'vitest';
import { describeLeftOut, doesDniHelp } from '#analysis/does-dni-help';
import { experimentSchema } from '#spec/experiment';
import { studyContentSchema } from '#spec/study';
import { spirals } from '../storage/spirals';
import { templateJson } from '../spec/make';

describe('the question whether DNI helps', () => {
  it('asks for three methods with five seeds each', () => {
    const study = doesDniHelp('mine', spirals('Mine', 1000));
    expect(studyContentSchema.parse(study)).toMatchObject({
      name: 'Does DNI help mine?',
      models: ['mine'],
      axes: {
        'training.method': ['dni', 'backprop', 'none'],
        'training.seed': [1, 2, 3, 4, 5],
      },
      baseline: { 'training.method': 'backprop' },
    });
    expect(study.evaluateEvery).toBeUndefined();
    expect(
      describeLeftOut(studyContentSchema.parse(study), new Map([['mine', spirals()]])),
    ).toEqual([]);
  });
  it('leaves a method out that the model does not allow, and says why', () => {
    const spec = experimentSchema.parse(templateJson('recall-dni'));
    const study = studyContentSchema.parse(doesDniHelp('recall-dni', spec));
    const models = new Map([['recall-dni', spec]]);
    expect(study.axes?.['training.method']).toEqual(['dni', 'none']);
    expect(study.baseline).toEqual({ 'training.method': 'none' });
    expect(describeLeftOut(study, models)).toEqual([
      expect.stringMatching(/^backprop is left out: Backprop is unrolled over whole sequences/),
    ]);
    // Of two models it is said of which.
    const two = { ...study, models: ['recall-dni', 'mine'] };
    const both = new Map([...models, ['mine', spirals()]]);
    expect(describeLeftOut(two, both)).toEqual([
      expect.stringMatching(/^backprop is left out of 'recall-dni': /),
    ]);
    // A study of rates does not ask for methods.
    expect(describeLeftOut({ ...study, axes: {} }, models)).toEqual([]);
  });
  it('evaluates short runs often enough for a curve', () => {
    const spec = experimentSchema.parse(templateJson('recall-dni'));
    expect(doesDniHelp('recall-dni', spec, 300)).toMatchObject({ steps: 300, evaluateEvery: 20 });
  });
  it('keeps the methods where something else is wrong with the model', () => {
    const spec = spirals();
    const broken = {
      ...spec,
      model: { ...spec.model, nodes: { ...spec.model.nodes, logits: { kind: 'dense', units: 7 } } },
    };
    expect(doesDniHelp('broken', broken as typeof spec).axes?.['training.method']).toHaveLength(3);
  });
  it('cannot be asked where no edge is decoupled', () => {
    const plain = experimentSchema.parse(templateJson('mnist-backprop'));
    const edges = plain.model.edges.map((edge) => ({ ...edge, decoupled: undefined }));
    expect(() => doesDniHelp('plain', { ...plain, model: { ...plain.model, edges } })).toThrow(
      "No edge of 'plain' is decoupled, so DNI cannot be tried on it.",
    );
  });
});
