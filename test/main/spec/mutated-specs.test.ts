/** Specs that somebody mistyped, damaged or made in order to break the program. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySetting } from '#spec/apply-setting';
import { checkExperiment } from '#spec/check-experiment';
import { countModel } from '#spec/counts';
import { WorkbenchError } from '#spec/errors';
import { findModules, stronglyConnectedComponents } from '#spec/graph';
import { isTrainable, parseExperiment } from '#spec/parse-experiment';
import { formatProblem, maxProblems } from '#spec/problems';
import { taskFields } from '#spec/task';
import { inferUpdateWindows } from '#spec/update-windows';
import { templateJson } from './make';

const templates = [
  'mnist-cdni',
  'mnist-cnn-cdni',
  'mnist-unlocked',
  'char-lm-dni-8-auxiliary',
  'copy-dni',
  'counting-dni',
  'spirals-cdni',
  'three-levels',
];

/** Names that every object inherits, and others that could be mistaken for a part of the program. */
const names = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'length',
  'kind',
  'hidden1',
  'image',
  'label',
  '',
  'ä 🙂 \n\u001b[2J',
  'n'.repeat(100_000),
);

const nested = (depth: number): unknown =>
  JSON.parse('{"a":['.repeat(depth) + ']}'.repeat(depth)) as unknown;

const values = fc.oneof(
  names,
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    0,
    -1,
    0.5,
    1e21,
    1e308,
    -1e308,
    Number.MAX_SAFE_INTEGER,
    Number.NaN,
    Infinity,
    JSON.parse('{"__proto__": {"kind": "dense"}, "constructor": 1}'),
    { kind: 'dense', units: Number.MAX_SAFE_INTEGER },
    { kind: 'lstm', units: 4, period: 7 },
    { kind: 'input', field: '__proto__' },
    { kind: 'softmaxCrossEntropy', target: 'constructor' },
    { from: 'hidden1', to: 'hidden1' },
    { from: 'toString', to: 'image', delay: 1 },
    Array.from({ length: 300 }, () => ({ from: 'hidden1', to: 'nowhere' })),
    Array.from({ length: 300 }, () => 'x'.repeat(1_000)),
    Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key${index}`, index])),
    Array(3_000).fill(1),
    nested(40),
    nested(60),
  ),
);

type Change =
  | { kind: 'replace' | 'insert'; at: number; key: string; value: unknown }
  | { kind: 'remove' | 'copy' | 'move'; at: number; key: string };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('replace' as const, 'insert' as const),
    at: fc.nat(),
    key: names,
    value: values,
  }),
  fc.record({
    kind: fc.constantFrom('remove' as const, 'copy' as const, 'move' as const),
    at: fc.nat(),
    key: names,
  }),
);

/** Node names that take up a whole message. */
const longIds = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(5_000));
const ids = ['a', 'b', 'c', ...longIds];
const id = fc.constantFrom(...ids);
const period = fc.constantFrom(undefined, 1, 2, 3, 1e15);

const anyNode = fc.oneof(
  fc.record({ kind: fc.constant('input'), field: names.filter((name) => name !== '') }),
  fc.record({ kind: fc.constant('input'), field: fc.constantFrom('image', 'label', 'symbol') }),
  fc.record({ kind: fc.constant('dense'), units: fc.constantFrom(1, 10, 'classes'), period }),
  fc.record({
    kind: fc.constantFrom('lstm', 'embedding'),
    units: fc.constantFrom(3, 1e12),
    period,
  }),
  fc.record({
    kind: fc.constant('conv2d'),
    filters: fc.constant(2),
    kernel: fc.constantFrom(3, 99),
  }),
  fc.record({ kind: fc.constantFrom('add', 'concat', 'flatten', 'maxPool', 'batchNorm') }),
  fc.record({ kind: fc.constantFrom('activation', 'dropout'), period }),
  fc.record({
    kind: fc.constantFrom('softmaxCrossEntropy', 'meanSquaredError'),
    target: fc.constantFrom('label', 'image', 'recalled', 'x'.repeat(5_000)),
  }),
);

const decoupled = fc.record({
  synthesizer: fc.record(
    {
      kind: fc.constantFrom('mlp', 'conv'),
      condition: fc.constant('label'),
      batchNorm: fc.boolean(),
    },
    { requiredKeys: ['kind'] },
  ),
  auxiliary: fc.boolean(),
});

const anyModel = fc.record({
  nodes: fc.dictionary(id, anyNode),
  edges: fc.array(
    fc.record(
      { from: id, to: id, delay: fc.constant(1), decoupled },
      { requiredKeys: ['from', 'to'] },
    ),
    { maxLength: 12 },
  ),
  modules: fc.dictionary(id, fc.constant({ updateProbability: 0.5 })),
});

const longShape = Array<number>(2_000).fill(1e15);
const tasks = [
  { kind: 'mnist' },
  { kind: 'recall' },
  {
    kind: 'dataset',
    dataset: 'd'.repeat(50_000),
    fields: {
      image: { kind: 'values', shape: longShape },
      label: { kind: 'label', classes: 1e15 },
    },
  },
  {
    kind: 'sequence',
    dataset: 'd',
    fields: Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [
        `${index}${'f'.repeat(500)}`,
        { kind: 'values', shape: [2] },
      ]),
    ),
  },
];

/** Every object and list of a value, with the keys of each. */
function placesOf(value: unknown): { holder: Record<string, unknown>; key: string }[] {
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const holders = [value];
  for (const holder of holders) {
    if (typeof holder !== 'object' || holder === null || places.length > 2_000) continue;
    for (const [key, inner] of Object.entries(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      holders.push(inner);
    }
  }
  return places;
}

/** Sets an own property also where it has a name such as `__proto__`. */
function set(holder: object, key: string, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value);
  else
    Object.defineProperty(holder, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}

function mutate(spec: unknown, changes: readonly Change[]): unknown {
  for (const edit of changes) {
    const places = placesOf(spec);
    const place = places[edit.at % places.length];
    if (!place) continue;
    const { holder, key } = place;
    const old = holder[key];
    if (edit.kind === 'replace') holder[key] = structuredClone(edit.value);
    if (edit.kind === 'insert') set(holder, edit.key, structuredClone(edit.value));
    if (edit.kind === 'copy' || edit.kind === 'move') set(holder, edit.key, old);
    if (edit.kind === 'remove' || edit.kind === 'move') Reflect.deleteProperty(holder, key);
  }
  return spec;
}

/** What a window or the command line does with a spec. */
function examine(spec: unknown): void {
  const parsed = parseExperiment(spec);
  const { experiment } = parsed;
  const problems = [...parsed.problems];
  if (experiment) {
    const fields = taskFields(experiment.task);
    problems.push(...checkExperiment(experiment, fields));
    countModel(experiment.model, fields);
    inferUpdateWindows(experiment);
    findModules(experiment.model);
    stronglyConnectedComponents(experiment.model, new Set(Object.keys(experiment.model.nodes)));
    isTrainable({ experiment, problems });
  } else expect(problems).not.toEqual([]);
  expect(problems.length).toBeLessThanOrEqual(maxProblems + 1);
  for (const problem of problems) {
    expect(problem.message.length).toBeLessThanOrEqual(500);
    expect(problem.remedy.length).toBeLessThanOrEqual(500);
    expect(formatProblem(problem)).not.toMatch(/[\p{Cc}\u202e]/u);
  }
}

describe('mutated specs', () => {
  it('never throw, and their problems are short lines', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (name, changes) => examine(mutate(templateJson(name), changes)),
      ),
      { numRuns: 200 },
    );
  });

  it('and neither do models of any nodes and edges that fit the format', () => {
    fc.assert(
      fc.property(anyModel, fc.constantFrom(...tasks), (model, task) => {
        const spec = { ...templateJson('mnist-cdni'), model, task };
        expect(parseExperiment(spec).problems).toEqual([]);
        examine(spec);
      }),
      { numRuns: 200 },
    );
  });

  it('and any JSON value is parsed or refused', () => {
    fc.assert(
      fc.property(fc.oneof(values, fc.jsonValue()), (value) => {
        examine(value);
        examine({ version: 1, name: value, model: value, task: value, training: value });
      }),
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a node, a field, an edge or a setting cannot be mistaken for %s',
    (name) => {
      const spec = templateJson('mnist-cdni') as { model: { nodes: object; edges: object[] } };
      set(spec.model.nodes, name, { kind: 'dense', units: 4 });
      spec.model.edges.push({ from: 'hidden1', to: name });
      set(spec, name, 1);
      const lines = parseExperiment(spec).problems.map(formatProblem);
      expect(lines).toContainEqual(expect.stringContaining(`There is no setting '${name}'`));
      expect(lines.join('\n')).toMatch(/Edge 'hidden1->\w+': 'to' is "\w+", which does not fit/);
      expect({}).not.toHaveProperty('units');
    },
  );

  it('nested 5,000 deep are refused with one sentence', () => {
    const spec = { ...templateJson('mnist-cdni'), name: nested(2_500) };
    expect(parseExperiment(spec).problems.map(formatProblem)).toEqual([
      "error: This is no model of DNI Workbench: it is nested more than 100 levels deep. Open the JSON file of a model: those of a project are in its folder 'models'.",
    ]);
  });

  it('with very many problems report the first hundred and how many there are', () => {
    const edges = Array.from({ length: 5_000 }, () => ({ from: 'hidden1', to: 3 }));
    const spec = { ...templateJson('mnist-cdni'), model: { nodes: {}, edges } };
    const { problems } = parseExperiment(spec);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toEqual({
      severity: 'error',
      message: 'There are 4,900 more problems.',
      remedy: 'Mend these first.',
    });
    const unknown = Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`key${n}`, n]));
    const last = parseExperiment({ ...templateJson('mnist-cdni'), ...unknown }).problems.at(-1);
    expect(last?.message).toBe('There are 401 more problems.');
  });
});

describe('assignments of the command line', () => {
  it('change the spec or throw a short WorkbenchError', () => {
    fc.assert(
      fc.property(
        fc.array(names, { maxLength: 4 }),
        fc.oneof(fc.string(), fc.constant('['.repeat(5_000) + ']'.repeat(5_000))),
        (path, value) => {
          try {
            examine(applySetting(templateJson('mnist-cdni'), `${path.join('.')}=${value}`));
          } catch (error) {
            expect(error).toBeInstanceOf(WorkbenchError);
            expect((error as Error).message.length).toBeLessThan(700);
          }
        },
      ),
    );
  });
});
