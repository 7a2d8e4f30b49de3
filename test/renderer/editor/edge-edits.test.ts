import { describe, expect, it } from 'vitest';
import { edgeId, type EdgeId } from '#spec/model';
import * as edits from '../../../src-renderer/editor/edge-edits';
import { buildExperiment } from './experiment';

/** The task of a stream, in which edges may be recurrent. */
const stream = { task: { kind: 'counting' } };
const listEdges = (experiment: ReturnType<typeof buildExperiment>) =>
  experiment.model.edges.map(edgeId);

describe('connecting', () => {
  const model = buildExperiment('image>a a>b b>sum a>sum sum>loss other');
  const validate = (from: string, to: string) => edits.validateConnection(model, from, to);

  it('accepts edges that the graph allows', () => {
    expect(validate('other', 'sum')).toBeNull();
    expect(validate('a', 'other')).toBeNull();
    const joined = edits.connect(model, 'a', 'other');
    expect(joined.model.edges.at(-1)).toEqual({ from: 'a', to: 'other' });
    expect(listEdges(model)).not.toContain('a->other');
  });

  it('gives the reason if nodes cannot be connected', () => {
    expect(validate('a', 'a')).toMatch(/only where the task is a stream/);
    expect(validate('a', 'image')).toMatch(/'image' is an input/);
    expect(validate('loss', 'other')).toMatch(/'loss' is a loss/);
    expect(validate('a', 'sum')).toMatch(/connected already/);
    expect(validate('sum', 'a')).toMatch(/cycle/);
    expect(validate('other', 'b')).toMatch(/'b' takes one message/);
    expect(validate('nobody', 'b')).toMatch(/must be nodes/);
  });

  it('makes an edge that would close a cycle in a stream recurrent', () => {
    const spec = buildExperiment('image>sum sum>core core>loss', stream);
    expect(edits.validateConnection(spec, 'core', 'core')).toBeNull();
    expect(edits.validateConnection(spec, 'core', 'sum')).toBeNull();
    const looped = edits.connect(edits.connect(spec, 'core', 'core'), 'core', 'sum');
    expect(looped.model.edges.slice(-2)).toEqual([
      { from: 'core', to: 'core', delay: 1 },
      { from: 'core', to: 'sum', delay: 1 },
    ]);
    expect(edits.validateConnection(looped, 'core', 'core')).toMatch(/itself already/);
  });

  it("does not count a core's state as an input, and lets a dense layer have one input, delayed or not", () => {
    const spec = buildExperiment('core~core image a>loss b>a', stream);
    expect(edits.validateConnection(spec, 'image', 'core')).toBeNull();
    expect(edits.validateConnection(spec, 'a', 'a')).toMatch(/takes one message/);
  });
});

describe('delays', () => {
  const spec = buildExperiment('image>sum sum>core core~core core~sum core>slow slow>loss', stream);

  it('are added and removed without a change of the decoupling', () => {
    const decoupled = edits.setDecoupling(
      spec,
      'core->slow',
      edits.createDecoupling(spec, 'core->slow', {}),
    );
    const delayed = edits.setDelay(decoupled, 'core->slow', true);
    expect(delayed.model.edges[4]).toEqual({ ...decoupled.model.edges[4], delay: 1 });
    expect(edits.setDelay(delayed, 'core->slow', false).model).toEqual(decoupled.model);
    expect(edits.validateDelayChange(delayed, 'core->slow')).toBeNull();
  });

  it('cannot be changed on self-loops, in cycles and without a stream', () => {
    expect(edits.validateDelayChange(spec, 'core->core')).toMatch(/always arrives one tick later/);
    expect(edits.validateDelayChange(spec, 'core->sum')).toMatch(/would close a cycle/);
    expect(edits.validateDelayChange(buildExperiment('image>a a>loss'), 'image->a')).toMatch(
      /stream/,
    );
  });

  it('are kept when an edge is decoupled and coupled again', () => {
    const decoupled = edits.setDecoupling(
      spec,
      'core->core',
      edits.createDecoupling(spec, 'core->core', {}),
    );
    expect(decoupled.model.edges[2]).toMatchObject({ delay: 1, decoupled: {} });
    expect(edits.setDecoupling(decoupled, 'core->core', undefined).model).toEqual(spec.model);
  });
});

describe('decoupling', () => {
  const chain = buildExperiment('image>a a/b b>loss');

  it('gives an edge the linear synthesizer of cDNI, and couples it again', () => {
    const decoupling = edits.createDecoupling(chain, 'b->loss', { b: [4] });
    const decoupled = edits.setDecoupling(chain, 'b->loss', decoupling);
    expect(decoupled.model.edges[2]?.decoupled?.synthesizer).toMatchObject({
      kind: 'mlp',
      hidden: [],
      condition: 'label',
    });
    const coupled = edits.setDecoupling(decoupled, 'b->loss', undefined);
    expect(coupled.model.edges[2]).toEqual({ from: 'b', to: 'loss' });
    expect(edits.createDecoupling(chain, 'a->b', { a: [7, 7, 32] }).synthesizer.kind).toBe('conv');
  });

  it('conditions the synthesizer of a recurrent edge on the last inputs, with the size of the core', () => {
    const spec = buildExperiment('image>core core~core core>slow slow~slow slow>loss', stream);
    const shapes = { core: [32], slow: [4] };
    expect(edits.createDecoupling(spec, 'core->core', shapes)).toMatchObject({
      synthesizer: { kind: 'mlp', hidden: [32], condition: { inputs: 8 } },
    });
    // Decoupled, this edge connects two modules and so is not recurrent within one.
    const synthesizer = edits.createDecoupling(spec, 'core->slow', shapes).synthesizer;
    expect(synthesizer.hidden).toEqual([32]);
    expect(synthesizer).not.toHaveProperty('condition');
  });

  it('is not possible for edges out of an input or into a loss', () => {
    expect(edits.validateDecoupling(chain, 'image->a')).toMatch(/nothing to unlock/);
    expect(edits.validateDecoupling(chain, 'b->loss')).toMatch(/loss/);
    expect(edits.validateDecoupling(chain, 'a->b')).toBeNull();
  });
});

describe('the method of a model in which an edge is decoupled by hand', () => {
  const backprop = {
    training: { steps: 10, method: 'backprop', optimizer: { kind: 'sgd', rate: 0.1 } },
  };
  const decouple = (spec: ReturnType<typeof buildExperiment>, id: EdgeId) =>
    edits.setDecoupling(spec, id, edits.createDecoupling(spec, id, {}));

  it('is DNI with the first decoupled edge, which backprop would train as if it were coupled', () => {
    const first = decouple(buildExperiment('image>a a>b b>loss', backprop), 'a->b');
    expect(first.training.method).toBe('dni');
    expect(edits.setDecoupling(first, 'a->b', undefined).training.method).toBe('backprop');
  });

  it('stays DNI in a stream, which backprop would unroll as a whole', () => {
    const spec = buildExperiment('image>sum sum>core core~core core/slow slow>loss', stream);
    expect(edits.setDecoupling(spec, 'core->slow', undefined).training.method).toBe('dni');
  });

  it('stays where edges are decoupled already, as in a baseline, and where it is none', () => {
    const baseline = buildExperiment('image>a a/b b>c c>loss', backprop);
    expect(decouple(baseline, 'b->c').training.method).toBe('backprop');
    const none = { training: { ...backprop.training, method: 'none' } };
    expect(decouple(buildExperiment('image>a a>b b>loss', none), 'a->b').training.method).toBe(
      'none',
    );
  });
});
