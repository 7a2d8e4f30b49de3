import { describe, expect, it } from 'vitest';
import { checkExperiment } from '#spec/check';
import { experimentSchema } from '#spec/experiment';
import { inferPeriods } from '#spec/periods';
import { taskFields } from '#spec/task';
import { template } from './make';

/** A template with something changed in its file, and what is said of it. */
function said(id: string, change: (spec: Draft) => void): string[] {
  const draft = structuredClone(template(id)) as unknown as Draft;
  change(draft);
  const spec = experimentSchema.parse(draft);
  return checkExperiment(spec, taskFields(spec.task) ?? null).map(({ message }) => message);
}

type Json = Record<string, unknown>;
interface Draft {
  model: { nodes: Record<string, Json>; edges: (Json & { decoupled?: Json })[] };
  task: Json;
  training: Json;
}

const loop = (spec: Draft): Json & { decoupled?: Json } => {
  const found = spec.model.edges.find(({ delay }) => delay === 1);
  if (!found) throw new Error('the template has no recurrent edge');
  return found;
};

describe('time in a model', () => {
  it.each(['recall-dni', 'counting-dni', 'counting-locked', 'three-levels'])(
    'is right in the template %s',
    (id) => expect(said(id, () => undefined)).toEqual([]),
  );

  it('names a cycle without a delay', () => {
    expect(said('recall-dni', (spec) => delete loop(spec)['delay'])).toContain(
      'There is a cycle: core → core.',
    );
  });

  it('wants data that are a stream', () => {
    const found = said('recall-dni', (spec) => (spec.task = { kind: 'mnist' }));
    expect(found).toContain(
      "The model remembers from tick to tick, but the task 'mnist' is a set of single examples.",
    );
  });

  it('wants an unroll', () => {
    expect(said('recall-dni', (spec) => delete spec.training['unroll'])).toEqual([
      'The model is recurrent, but nothing says how many ticks it is unrolled.',
    ]);
  });

  it('wants an end where all is unrolled at once', () => {
    const locked = (spec: Draft): void => void (spec.training['method'] = 'backprop');
    expect(said('recall-dni', locked)).toContain(
      "Backprop is unrolled over whole sequences, but the stream of the task 'recall' has no end.",
    );
    const within = (spec: Draft): void => {
      Object.assign(spec.training, { method: 'backprop', fullUnroll: 16 });
    };
    expect(said('recall-dni', within)).toEqual([]);
    const uneven = (spec: Draft): void => void (spec.training['fullUnroll'] = 6);
    expect(said('counting-locked', uneven)).toContain(
      'Backprop is unrolled over 6 ticks, but the slowest network ticks every 4.',
    );
  });

  it.each([
    [
      'syntheticInput',
      { hidden: [] },
      "The recurrent edge 'core->core' has a synthetic input, but its message is there before it is needed.",
    ],
    [
      'synthesizer',
      { hidden: [], condition: 'label' },
      "The synthesizer of the recurrent edge 'core->core' is shown the label, which says nothing of the ticks to come.",
    ],
  ])('refuses %s on a recurrent edge', (setting, value, message) => {
    const found = said('recall-dni', (spec) =>
      Object.assign(loop(spec).decoupled ?? {}, { [setting]: value }),
    );
    expect(found).toContain(message);
  });

  it('refuses the auxiliary task on an edge between modules', () => {
    const found = said('counting-dni', (spec) => {
      const edge = spec.model.edges.find(({ from, to }) => from === 'a' && to === 'b');
      Object.assign(edge?.decoupled ?? {}, { auxiliary: true });
    });
    expect(found).toContain("The auxiliary task on 'a->b' wants a recurrent edge within a module.");
  });

  it('shows the last inputs to any synthesizer of a stream, but to none of a set of examples', () => {
    const shown = { hidden: [], condition: { inputs: 4 } };
    const between = said('counting-dni', (spec) => {
      const edge = spec.model.edges.find(({ from, to }) => from === 'a' && to === 'b');
      Object.assign(edge?.decoupled ?? {}, { synthesizer: shown });
    });
    expect(between).toEqual([]);
    const examples = said('mnist-cdni', (spec) => {
      Object.assign(spec.model.edges[1]?.decoupled ?? {}, { synthesizer: shown });
    });
    expect(examples.join()).toMatch(
      /is shown the last inputs of a stream, but the task is a set of examples/,
    );
  });
});

describe('networks of several rates', () => {
  const slow = (id: string, period: number) => (spec: Draft) => {
    Object.assign(spec.model.nodes[id] ?? {}, { period });
  };

  it('hand their rate on to what hears them', () => {
    const { periods } = inferPeriods(template('three-levels').model);
    expect(periods).toMatchObject({ a: 1, odd: 1, b: 4, threesLoss: 4, c: 16, sevensLoss: 16 });
  });

  it('must tick together regularly', () => {
    expect(said('three-levels', slow('c', 6))).toContain(
      "'b' ticks every 4 ticks and 'c' every 6: they do not tick together regularly.",
    );
  });

  it('must tick when something is asked of them', () => {
    expect(said('counting-dni', slow('b', 3))).toContain(
      "'threesLoss' ticks every 3 ticks, but the task asks for 'threes' every 16: they seldom meet.",
    );
    expect(said('counting-dni', slow('b', 2))).toEqual([]);
  });

  it('must hold a message to its end within a window of its reader', () => {
    // b speaks every 4 ticks to a network that updates every 2.
    const found = said('counting-dni', (spec) => {
      spec.model.nodes['both'] = { kind: 'add' };
      spec.model.nodes['told'] = { kind: 'dense', units: 256, period: 1 };
      spec.model.edges = spec.model.edges.filter(({ from, to }) => !(from === 'a' && to === 'odd'));
      spec.model.edges.push(
        { from: 'b', to: 'told', decoupled: { synthesizer: {} } },
        { from: 'a', to: 'both' },
        { from: 'told', to: 'both' },
        { from: 'both', to: 'odd' },
      );
      spec.training['unroll'] = 2;
    });
    expect(found.filter((message) => message.includes('in the middle'))).toEqual([
      "Modules update every 2 ticks, in the middle of a message that 'b' sends every 4.",
    ]);
  });
});
