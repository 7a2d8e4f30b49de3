import { describe, expect, it } from 'vitest';
import { applyFix } from '#spec/apply-fix';
import { checkExperiment } from '#spec/check-experiment';
import { experimentSchema } from '#spec/experiment';
import { inferPeriods } from '#spec/periods';
import { taskFields } from '#spec/task';
import { template } from './make';

/** Changes the JSON of a template and returns the messages of all problems. */
function messagesOf(id: string, change: (spec: Draft) => void): string[] {
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
  const edge = spec.model.edges.find(({ delay }) => delay === 1);
  if (!edge) throw new Error('the template has no recurrent edge');
  return edge;
};

describe('checks of delays and unrolling', () => {
  it.each(['recall-dni', 'counting-dni', 'counting-locked', 'three-levels'])(
    'find no problem in the template %s',
    (id) => expect(messagesOf(id, () => undefined)).toEqual([]),
  );

  it('find a cycle without a delay', () => {
    expect(messagesOf('recall-dni', (spec) => delete loop(spec)['delay'])).toContain(
      'There is a cycle: core → core.',
    );
  });

  it('require a stream for a recurrent model', () => {
    const messages = messagesOf('recall-dni', (spec) => (spec.task = { kind: 'mnist' }));
    expect(messages).toContain(
      "The model remembers from tick to tick, but the task 'mnist' is a set of single examples.",
    );
  });

  it('require a length of the unrolling', () => {
    expect(messagesOf('recall-dni', (spec) => delete spec.training['unroll'])).toEqual([
      'The model is recurrent, but nothing says how many ticks it is unrolled.',
    ]);
  });

  it('require a sequence length for backprop', () => {
    const locked = (spec: Draft): void => void (spec.training['method'] = 'backprop');
    expect(messagesOf('recall-dni', locked)).toContain(
      "Backprop is unrolled over whole sequences, but the stream of the task 'recall' has no end.",
    );
    const within = (spec: Draft): void => {
      Object.assign(spec.training, { method: 'backprop', fullUnroll: 16 });
    };
    expect(messagesOf('recall-dni', within)).toEqual([]);
    const uneven = (spec: Draft): void => void (spec.training['fullUnroll'] = 6);
    expect(messagesOf('counting-locked', uneven)).toContain(
      'Backprop is unrolled over 6 ticks, but the slowest network ticks every 4.',
    );
  });

  it.each([
    ['recall-dni', { unroll: undefined }, { unroll: 8 }],
    ['recall-dni', { method: 'backprop' }, { fullUnroll: 40 }],
    // The slowest network ticks every 4.
    ['counting-locked', { fullUnroll: 6 }, { fullUnroll: 8 }],
  ])('mend the unrolling of %s with %j by their fix', (id, broken, mended) => {
    const spec = structuredClone(template(id));
    Object.assign(spec.training, broken);
    const fields = taskFields(spec.task) ?? null;
    const [problem] = checkExperiment(spec, fields).filter(({ severity }) => severity === 'error');
    if (!problem?.fix) throw new Error('There is no fix.');
    const fixed = applyFix(spec, problem.fix);
    expect(fixed.training).toMatchObject(mended);
    expect(checkExperiment(fixed, fields).map(({ message }) => message)).not.toContain(
      problem.message,
    );
  });

  it('name the field that has to be set as the window does', () => {
    const spec = structuredClone(template('recall-dni'));
    spec.training.method = 'backprop';
    const remedies = checkExperiment(spec, taskFields(spec.task) ?? null).map(
      ({ remedy }) => remedy,
    );
    expect(remedies).toContain("Set 'Full unroll', for example to 40.");
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
  ])('reject %s on a recurrent edge', (setting, value, message) => {
    const messages = messagesOf('recall-dni', (spec) =>
      Object.assign(loop(spec).decoupled ?? {}, { [setting]: value }),
    );
    expect(messages).toContain(message);
  });

  it('reject the auxiliary task on an edge between modules', () => {
    const messages = messagesOf('counting-dni', (spec) => {
      const edge = spec.model.edges.find(({ from, to }) => from === 'a' && to === 'b');
      Object.assign(edge?.decoupled ?? {}, { auxiliary: true });
    });
    expect(messages).toContain(
      "The auxiliary task on 'a->b' wants a recurrent edge within a module.",
    );
  });

  it('allow the condition on inputs for any synthesizer of a stream, but not for a set of examples', () => {
    const synthesizer = { hidden: [], condition: { inputs: 4 } };
    const between = messagesOf('counting-dni', (spec) => {
      const edge = spec.model.edges.find(({ from, to }) => from === 'a' && to === 'b');
      Object.assign(edge?.decoupled ?? {}, { synthesizer });
    });
    expect(between).toEqual([]);
    const examples = messagesOf('mnist-cdni', (spec) => {
      Object.assign(spec.model.edges[1]?.decoupled ?? {}, { synthesizer });
    });
    expect(examples.join()).toMatch(
      /is shown the last inputs of a stream, but the task is a set of examples/,
    );
  });
});

describe('checks of periods', () => {
  const slow = (id: string, period: number) => (spec: Draft) => {
    Object.assign(spec.model.nodes[id] ?? {}, { period });
  };

  it('use periods that nodes inherit from their inputs', () => {
    const { periods } = inferPeriods(template('three-levels').model);
    expect(periods).toMatchObject({ a: 1, odd: 1, b: 4, threesLoss: 4, c: 16, sevensLoss: 16 });
  });

  it('require that one period divides the other', () => {
    expect(messagesOf('three-levels', slow('c', 6))).toContain(
      "'b' ticks every 4 ticks and 'c' every 6: they do not tick together regularly.",
    );
  });

  it('require that a loss ticks whenever its target is valid', () => {
    expect(messagesOf('counting-dni', slow('b', 3))).toContain(
      "'threesLoss' ticks every 3 ticks, but the task asks for 'threes' every 16: they seldom meet.",
    );
    expect(messagesOf('counting-dni', slow('b', 2))).toEqual([]);
  });

  it('require that a message stays valid only within one update window of its target', () => {
    // b sends a message every 4 ticks to a network that updates every 2.
    const messages = messagesOf('counting-dni', (spec) => {
      spec.model.nodes['both'] = { kind: 'add' };
      spec.model.nodes['slowOutput'] = { kind: 'dense', units: 256, period: 1 };
      spec.model.edges = spec.model.edges.filter(({ from, to }) => !(from === 'a' && to === 'odd'));
      spec.model.edges.push(
        { from: 'b', to: 'slowOutput', decoupled: { synthesizer: {} } },
        { from: 'a', to: 'both' },
        { from: 'slowOutput', to: 'both' },
        { from: 'both', to: 'odd' },
      );
      spec.training['unroll'] = 2;
    });
    expect(messages.filter((message) => message.includes('in the middle'))).toEqual([
      "Modules update every 2 ticks, in the middle of a message that 'b' sends every 4.",
    ]);
  });
});
