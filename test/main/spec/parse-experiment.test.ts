import { describe, expect, it } from 'vitest';
import { formatProblem } from '#spec/problems';
import { parseExperiment } from '#spec/parse-experiment';
import { applySetting } from '#spec/apply-setting';
import { templateJson } from './make';

/** The problems of a template after the assignments, one line each. */
function linesOf(...assignments: string[]): string[] {
  const spec = assignments.reduce<unknown>(applySetting, templateJson('mnist-cdni'));
  return parseExperiment(spec).problems.map(formatProblem);
}

describe('parseExperiment', () => {
  it.each([
    [
      'model.nodes.hidden1.kind=densee',
      `error: Node 'hidden1': there is no kind "densee". Did you mean 'dense'?`,
    ],
    [
      'model.nodes.hidden1.units=-3',
      "error: Node 'hidden1': 'units' is -3. It must be at least 1.",
    ],
    [
      'model.nodes.hidden1.units=2.5',
      "error: Node 'hidden1': 'units' is 2.5, but a whole number is wanted. Change it.",
    ],
    [
      'model.nodes.hidden1.units="x"',
      `error: Node 'hidden1': 'units' is "x", but a number (or 'classes') is wanted. Change it.`,
    ],
    [
      'model.nodes.hidden1={"kind":"dense"}',
      "error: Node 'hidden1': 'units' is missing. Add it: a number (or 'classes').",
    ],
    [
      'model.nodes.hidden1={"units":4}',
      "error: Node 'hidden1': it has no 'kind'. Choose one of: input, dense, conv2d, maxPool, averagePool, flatten, batchNorm, dropout, activation, add, concat, embedding, lstm, gru, rnn, softmaxCrossEntropy, meanSquaredError.",
    ],
    [
      'model.nodes.hidden1=null',
      "error: Node 'hidden1': it is null, but an object in { } is wanted. Change it.",
    ],
    [
      'model.nodes.hidden1.unit=3',
      "error: Node 'hidden1': there is no setting 'unit'. Did you mean 'units'?",
    ],
    [
      'model.nodes.hidden1.activation=relus',
      `error: Node 'hidden1': 'activation' is "relus". Did you mean 'relu'? Choose one of: linear, relu, leakyRelu, elu, gelu, sigmoid, tanh, softplus.`,
    ],
    [
      'model.nodes.hidden1={"kind":"conv2d","filters":3,"kernel":[1,2,3]}',
      "error: Node 'hidden1': 'kernel' is [1,2,3]. Write one whole number, or two in [ ], each at least 1.",
    ],
    [
      'model.nodes.9bad={"kind":"flatten"}',
      `error: Node '9bad': the name "9bad" cannot be used. A name starts with a letter from a to z and has such letters, digits and _.`,
    ],
    [
      'model.nodes.constructor={"kind":"flatten"}',
      `error: Node 'constructor': the name "constructor" cannot be used. Reserved names, as 'constructor', cannot be used.`,
    ],
    [
      'model.edges.1.to=9x',
      `error: Edge 'hidden1->9x': 'to' is "9x", which does not fit. A name starts with a letter from a to z and has such letters, digits and _.`,
    ],
    [
      'model.edges.1.decoupled.synthesizer.kind=cnv',
      `error: Edge 'hidden1->hidden2': there is no kind "cnv". Did you mean 'conv'?`,
    ],
    [
      'checkpointEvery=3',
      "error: There is no setting 'checkpointEvery'. Did you mean 'training.checkpointEvery'?",
    ],
    [
      'training.checkpointevery=5',
      "error at training: There is no setting 'checkpointevery' in 'training'. Did you mean 'checkpointEvery'?",
    ],
    [
      'training.optimizer.momentum=0.9',
      "error at training.optimizer: There is no setting 'momentum' in 'training.optimizer'. Remove it: it belongs to the kind momentum.",
    ],
    [
      'training.constructor=1',
      "error at training: There is no setting 'constructor' in 'training'. Remove it.",
    ],
    [
      'training.updateProbability=2',
      "error at training.updateProbability: 'training.updateProbability' is 2. It must be at most 1.",
    ],
    [
      'training.optimizer.rate=0',
      "error at training.optimizer.rate: 'training.optimizer.rate' is 0. It must be more than 0.",
    ],
    ['name=', `error at name: 'name' is "". It must have at least 1 character.`],
    [
      'version=2',
      'error at version: This description is of version 2; this program reads up to version 1. Update the program to open it.',
    ],
    [
      'version="1"',
      `error at version: 'version' is "1", which is no version of this format. Write "version": 1.`,
    ],
  ])('explains the problem of %s', (assignment, sentence) => {
    expect(linesOf(assignment)).toEqual([sentence]);
  });

  it('reports all problems at once', () => {
    expect(
      linesOf('model.nodes.hidden1.units=-3', 'training.batch="x"', 'name=5', 'wrong=1'),
    ).toHaveLength(4);
  });

  it('writes numbers that JSON cannot represent, and never throws', () => {
    const spec = { ...templateJson('mnist-cdni'), name: 5n, description: Number.NaN };
    expect(parseExperiment(spec).problems.map(({ message }) => message)).toEqual([
      "'name' is 5, but a text in quotes is wanted.",
      "'description' is NaN, but a text in quotes is wanted.",
    ]);
  });

  it.each([[[]], [null], ['x'], [3]])('rejects %j, which is no object', (value) => {
    expect(parseExperiment(value).problems[0]?.message).toContain('no JSON object');
  });

  it('requires a version', () => {
    const spec = templateJson('mnist-cdni') as Record<string, unknown>;
    expect(parseExperiment({ ...spec, version: undefined }).problems.map(formatProblem)).toEqual([
      `error at version: The description has no 'version'. Write "version": 1.`,
    ]);
  });

  it.each([
    [{}, 'it is empty'],
    [{ compilerOptions: { strict: true }, include: ['src'] }, 'it has compilerOptions, include'],
    // A package.json and a source map have a version that is not ours.
    [{ name: 'x', version: '1.0.0' }, 'it has name, version'],
    [{ version: 3, sources: [], mappings: '' }, 'it has version, sources, mappings'],
    // A study of this program.
    [{ version: 1, models: ['a'], axes: {} }, 'it has version, models, axes'],
    // The settings of another program, whose words are partly ours.
    [{ model: 'resnet', training: { epochs: 3 } }, 'it has model, training'],
  ])('says of %j that it is no model, and what it is', (value, found) => {
    expect(parseExperiment(value).problems.map(formatProblem)).toEqual([
      `error: This is no model of DNI Workbench: ${found}, where a model has model, task, training. Open the JSON file of a model: those of a project are in its folder 'models'.`,
    ]);
  });

  it.each(['model', 'task', 'training'])('misses %s in a model that has the rest', (part) => {
    const template = templateJson('mnist-cdni') as Record<string, unknown>;
    const [problem] = parseExperiment({ ...template, [part]: undefined }).problems;
    expect(problem?.message).toContain(`'${part}' is missing`);
  });

  it('accepts any number of steps and fills in the defaults', () => {
    const spec = applySetting(templateJson('mnist-cdni'), 'training.steps=1e9');
    const { experiment } = parseExperiment(spec);
    expect(experiment?.training).toMatchObject({ steps: 1e9, shuffle: true, updateProbability: 1 });
  });
});

describe('the numbers of modules, which are only colours', () => {
  const read = (moduleNumbers: unknown): unknown => {
    const canvas = { positions: {}, moduleNumbers };
    const { experiment, problems } = parseExperiment({
      ...(templateJson('mnist-cdni') as object),
      canvas,
    });
    return problems.length > 0 ? problems : experiment?.canvas;
  };

  it.each([
    [{ hidden1: -1, hidden2: 3 }, { hidden2: 3 }],
    [{ hidden1: 1.5, hidden2: 1e12, logits: 0 }, { logits: 0 }],
    [
      { nobody: 2, hidden1: 1 },
      { nobody: 2, hidden1: 1 },
    ],
    [{ constructor: 1, '9x': 2, hidden1: 1 }, { hidden1: 1 }],
    [{ hidden1: 'red', logits: 1 }, { logits: 1 }],
  ])('of %j are %j', (given, kept) => {
    expect(read(given)).toEqual({ positions: {}, moduleNumbers: kept });
  });

  it.each([[{ hidden1: -1 }], [null], ['red'], [7], [[1, 2]]])('of %j are none', (given) => {
    expect(read(given)).toEqual({ positions: {} });
  });

  it('leave the rest as strict as it was', () => {
    const canvas = { positions: { hidden1: { x: 'left', y: 0 } }, moduleNumbers: { hidden1: -1 } };
    expect(
      parseExperiment({ ...(templateJson('mnist-cdni') as object), canvas }).experiment,
    ).toBeNull();
    expect(read({})).toEqual({ positions: {}, moduleNumbers: {} });
  });
});
