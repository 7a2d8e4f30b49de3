import { describe, expect, it } from 'vitest';
import { expandStudy, matchRuns } from '#analysis/study-runs';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';
import { studyContentSchema, type StudyInput } from '#spec/study';
import { spirals } from '../storage/spirals';
import { makeRun } from './study-fixture';

const models = new Map<string, Experiment>([
  ['a', spirals()],
  ['b', { ...spirals('B'), training: { ...spirals().training, batch: 8 } }],
]);
const study = (input: Partial<StudyInput>) =>
  studyContentSchema.parse({ version: 1, models: ['a'], ...input });
const expand = (input: Partial<StudyInput>) => expandStudy(study(input), models);
const specs = (input: Partial<StudyInput>) => expand(input).runs.map(({ spec }) => spec);

describe('the experiments of a study', () => {
  it('are the model with the values on the axes', () => {
    const [first, second] = specs({
      axes: {
        'training.method': ['none'],
        'training.optimizer.rate': [0.1],
        'model.edges.hidden->logits.decoupled.synthesizer.hidden': [[32, 16]],
        'training.seed': [3, 4],
      },
      steps: 90,
    });
    expect(first?.training).toMatchObject({ method: 'none', seed: 3, steps: 90 });
    expect(first?.training.optimizer).toMatchObject({ rate: 0.1, beta1: 0.9 });
    expect(first?.model.edges[1]?.decoupled?.synthesizer.hidden).toEqual([32, 16]);
    expect(second?.training.seed).toBe(4);
    expect(second).toEqual({ ...first, training: { ...first?.training, seed: 4 } });
  });

  it('leave a setting out where the value is null', () => {
    const rates = specs({ axes: { 'training.optimizer.clipNorm': [null, 1] } });
    expect(rates.map(({ training }) => training.optimizer.clipNorm)).toEqual([undefined, 1]);
    expect(Object.keys(rates[0]?.training.optimizer ?? {})).not.toContain('clipNorm');
  });

  it('drop the settings of the kind that an axis replaces', () => {
    const kinds = specs({ axes: { 'training.optimizer.kind': ['adam', 'sgd', 'momentum'] } });
    expect(kinds.map(({ training }) => Object.keys(training.optimizer))).toEqual([
      ['kind', 'rate', 'schedule', 'weightDecay', 'beta1', 'beta2', 'epsilon'],
      ['kind', 'rate', 'schedule', 'weightDecay'],
      ['kind', 'rate', 'schedule', 'weightDecay', 'momentum', 'nesterov'],
    ]);
    for (const spec of kinds) expect(parseExperiment(spec).problems).toEqual([]);
  });

  it('train to the last rung, and a cosine over the whole run knows its length', () => {
    const cosine = experimentSchema.parse({
      ...spirals(),
      training: {
        ...spirals().training,
        optimizer: { kind: 'sgd', rate: 1, schedule: { kind: 'cosine' } },
      },
    });
    const content = study({ halving: { rungs: [10, 40] } });
    const [run] = expandStudy(content, new Map([['a', cosine]])).runs;
    expect(run?.spec.training.steps).toBe(40);
    expect(run?.spec.training.optimizer.schedule).toEqual({ kind: 'cosine', over: 40, end: 0 });
  });
});

it.each(['axes', 'baseline'])('a study with the key __proto__ in its %s is refused', (key) => {
  const text = `{ "version": 1, "models": ["a"], "${key}": { "__proto__": [1] } }`;
  const { error } = studyContentSchema.safeParse(JSON.parse(text));
  expect(error?.issues[0]?.message).toContain("'__proto__' is no path of a setting");
});

describe('a study that cannot be run', () => {
  it.each<[string, Partial<StudyInput>, string[]]>([
    ['an unknown model', { models: ['a', 'c'] }, ["There is no model and no template 'c'."]],
    [
      'an unknown path',
      { axes: { 'training.rate': [0.1] } },
      [
        "The axis 'training.rate' with the value 0.1 does not fit the model 'a': There is no setting 'rate' in 'training'",
      ],
    ],
    [
      'a path that is no setting',
      { axes: { method: ['dni'] } },
      [
        "The axis 'method' is no path of a setting: it begins with training, model, task, diagnostics",
        "Did you mean 'training.method'?",
      ],
    ],
    [
      'a value that is refused, beside one that is not',
      { axes: { 'training.batch': [16, 0] } },
      ["The axis 'training.batch' with the value 0 does not fit the model 'a'", 'at least 1'],
    ],
    [
      'a value of another type',
      { axes: { 'training.method': ['dni', 'dnii'], 'training.batch': [16, 32] } },
      [
        "The axis 'training.method' with the value \"dnii\" does not fit the model 'a'",
        "Did you mean 'dni'?",
      ],
    ],
    [
      'a seed that is none',
      { axes: { 'training.seed': [1, 1.5] } },
      ["The axis 'training.seed' with the value 1.5 does not fit: a seed is a whole number"],
    ],
    [
      'an edge that the model does not have',
      { axes: { 'model.edges.x->y.decoupled.warmup': [5] } },
      [
        "The axis 'model.edges.x->y.decoupled.warmup' with the value 5 does not fit the model 'a'",
        "'x->y'",
      ],
    ],
    [
      'a metric that chooses by the test part',
      { selectBy: 'test/error' },
      [
        "'selectBy' is 'test/error', which is no metric of the validation part: choose one of validation/error, validation/loss.",
      ],
    ],
    [
      'a metric that is not measured',
      { metric: 'test/bits' },
      ["'metric' is 'test/bits', which 'a' does not measure: choose one of test/error, test/loss,"],
    ],
    [
      'a baseline of a seed',
      { axes: { 'training.seed': [1, 2] }, baseline: { 'training.seed': 1 } },
      ['The baseline cannot be a seed'],
    ],
    [
      'a baseline that is no axis',
      { baseline: { toString: 'none' } as unknown as Record<string, string> },
      ["The baseline names 'toString', which is no axis of the study."],
    ],
    [
      'a baseline that a random search has not drawn',
      {
        axes: { 'training.optimizer.rate': { draw: { from: 0, to: 1 } } },
        search: { kind: 'random', samples: 2 },
        baseline: { 'training.optimizer.rate': 0.5 },
      },
      ['No combination of the study has the baseline training.optimizer.rate 0.5'],
    ],
    [
      'numbers that a grid would have to draw',
      { axes: { 'training.optimizer.rate': { draw: { from: 0.1, to: 1 } } } },
      ["The axis 'training.optimizer.rate' draws numbers, which a grid cannot list"],
    ],
    [
      'seeds that are drawn',
      {
        axes: { 'training.seed': { draw: { from: 1, to: 9, whole: true } } },
        search: { kind: 'random', samples: 3 },
      },
      ["The axis 'training.seed' cannot be drawn"],
    ],
    [
      'too many runs',
      {
        axes: {
          'training.batch': { range: { from: 1, to: 200, count: 200 } },
          'training.seed': { range: { from: 1, to: 100, count: 100 } },
        },
      },
      ['The study has 20,000 runs, and 10,000 at most can be made'],
    ],
    ['rungs that do not rise', { halving: { rungs: [40, 20] } }, ['The rungs 40, 20 do not rise']],
    [
      'steps beside rungs',
      { halving: { rungs: [20, 40] }, steps: 50 },
      ['The last rung has 40 steps, and the study sets 50 steps'],
    ],
    [
      'a baseline that is not on its axis',
      { axes: { 'training.method': ['dni'] }, baseline: { 'training.method': 'none' } },
      ['The baseline has the value "none" of \'training.method\', which is not on its axis.'],
    ],
  ])('says so of %s', (_, input, sentences) => {
    const { runs, problems } = expand(input);
    expect(runs).toEqual([]);
    expect(problems).toHaveLength(1);
    for (const sentence of sentences) expect(problems[0]).toContain(sentence);
  });

  it('names the model that does not have a path', () => {
    const other = experimentSchema.parse(
      JSON.parse(
        JSON.stringify(spirals())
          .replaceAll('"hidden":{', '"inner":{')
          .replaceAll(':"hidden"', ':"inner"'),
      ),
    );
    const { problems } = expandStudy(
      study({ models: ['a', 'other'], axes: { 'model.nodes.hidden.units': [8] } }),
      new Map([...models, ['other', other]]),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      "The axis 'model.nodes.hidden.units' names the node 'hidden', which the model 'other' does not have. Its nodes are point, inner, logits, loss.",
    );
  });

  it('lists a few of very many problems', () => {
    const { problems } = expand({
      axes: { 'training.batch': { range: { from: -500, to: -1, count: 500 } } },
    });
    expect(problems).toHaveLength(20);
  });
});

describe('runs that are there', () => {
  const content = study({
    axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] },
  });
  const place = { id: 's', values: {}, rung: 0 };
  const trained = (method: 'dni' | 'none', seed: number, spec = spirals()) =>
    makeRun({ id: `${method}-${seed}`, spec, method, seed, study: place });
  const done = (input: Partial<StudyInput>, runs = [trained('dni', 1), trained('none', 2)]) => {
    const wanted = { ...study({ ...content, ...input }), id: 's' };
    const { runs: planned, problems } = expandStudy(wanted, models);
    expect(problems).toEqual([]);
    return [...matchRuns(wanted, planned, runs)].map(([{ values }, { id }]) => [
      id,
      values['training.seed'],
    ]);
  };

  it('are found by their experiment, whatever its name and its steps are', () => {
    expect(done({})).toEqual([
      ['dni-1', 1],
      ['none-2', 2],
    ]);
    expect(done({ steps: 1000 })).toHaveLength(2);
    const renamed = { ...spirals('Other name'), canvas: { positions: {} } };
    expect(done({}, [trained('dni', 1, renamed)])).toHaveLength(1);
  });
  it('are found by an extended study too', () => {
    const axes = content.axes;
    expect(done({ axes: { ...axes, 'training.seed': [1, 2, 3] } })).toHaveLength(2);
    // The batch of the model is 32.
    expect(done({ axes: { ...axes, 'training.batch': [16, 32] } })).toHaveLength(2);
    expect(done({ axes: { ...axes, 'training.batch': [16, 64] } })).toHaveLength(0);
    expect(done({ models: ['b', 'a'] })).toHaveLength(2);
  });
  it('are others after the model was changed, and where steps are an axis', () => {
    const changed = experimentSchema.parse({
      ...spirals(),
      training: { ...spirals().training, batch: 33 },
    });
    expect(done({}, [trained('dni', 1, changed)])).toEqual([]);
    const steps = { ...content.axes, 'training.steps': [60, 90] };
    expect(done({ axes: steps })).toHaveLength(2);
    expect(done({ axes: { ...steps, 'training.steps': [61] } })).toHaveLength(0);
  });
  it('are those of the study only', () => {
    const foreign = { ...trained('dni', 1), study: { ...place, id: 'other' } };
    expect(done({}, [foreign, { ...trained('none', 1), study: null }])).toEqual([]);
  });
  it('are those that came furthest, of equal ones', () => {
    const short = { ...trained('dni', 1), id: 'short', step: 10 };
    expect(done({}, [trained('dni', 1), short])).toEqual([['dni-1', 1]]);
  });
});
