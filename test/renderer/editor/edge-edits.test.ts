import { describe, expect, it } from 'vitest';
import { edgeId } from '#spec/model';
import * as edits from '../../../src-renderer/editor/edge-edits';
import { experimentOf } from './experiment';

const stream = { task: { kind: 'counting' } };
const edgesOf = (experiment: ReturnType<typeof experimentOf>) => experiment.model.edges.map(edgeId);

describe('connecting', () => {
  const model = experimentOf('image>a a>b b>sum a>sum sum>loss other');
  const why = (from: string, to: string) => edits.connectionProblem(model, from, to);

  it('takes what the graph allows', () => {
    expect(why('other', 'sum')).toBeNull();
    expect(why('a', 'other')).toBeNull();
    const joined = edits.connect(model, 'a', 'other');
    expect(joined.model.edges.at(-1)).toEqual({ from: 'a', to: 'other' });
    expect(edgesOf(model)).not.toContain('a->other');
  });

  it('says why where it cannot be', () => {
    expect(why('a', 'a')).toMatch(/only where the task is a stream/);
    expect(why('a', 'image')).toMatch(/'image' is an input/);
    expect(why('loss', 'other')).toMatch(/'loss' is a loss/);
    expect(why('a', 'sum')).toMatch(/connected already/);
    expect(why('sum', 'a')).toMatch(/cycle/);
    expect(why('other', 'b')).toMatch(/'b' takes one message/);
    expect(why('nobody', 'b')).toMatch(/must be nodes/);
  });

  it('makes recurrent what would close a cycle in a stream', () => {
    const of = experimentOf('image>sum sum>core core>loss', stream);
    expect(edits.connectionProblem(of, 'core', 'core')).toBeNull();
    expect(edits.connectionProblem(of, 'core', 'sum')).toBeNull();
    const looped = edits.connect(edits.connect(of, 'core', 'core'), 'core', 'sum');
    expect(looped.model.edges.slice(-2)).toEqual([
      { from: 'core', to: 'core', delay: 1 },
      { from: 'core', to: 'sum', delay: 1 },
    ]);
    expect(edits.connectionProblem(looped, 'core', 'core')).toMatch(/itself already/);
  });

  it("leaves a core's message alone where its state comes in, and a dense layer no second one", () => {
    const of = experimentOf('core~core image a>loss b>a', stream);
    expect(edits.connectionProblem(of, 'image', 'core')).toBeNull();
    expect(edits.connectionProblem(of, 'a', 'a')).toMatch(/takes one message/);
  });
});

describe('delays', () => {
  const of = experimentOf('image>sum sum>core core~core core~sum core>slow slow>loss', stream);

  it('come and go where no cycle is closed, and keep what is decoupled', () => {
    const cut = edits.setDecoupling(of, 'core->slow', edits.newDecoupling(of, 'core->slow', {}));
    const late = edits.setDelay(cut, 'core->slow', true);
    expect(late.model.edges[4]).toEqual({ ...cut.model.edges[4], delay: 1 });
    expect(edits.setDelay(late, 'core->slow', false).model).toEqual(cut.model);
    expect(edits.delayProblem(late, 'core->slow')).toBeNull();
  });

  it('stay where they must', () => {
    expect(edits.delayProblem(of, 'core->core')).toMatch(/always arrives one tick later/);
    expect(edits.delayProblem(of, 'core->sum')).toMatch(/would close a cycle/);
    expect(edits.delayProblem(experimentOf('image>a a>loss'), 'image->a')).toMatch(/stream/);
  });

  it('stay when an edge is decoupled and coupled again', () => {
    const cut = edits.setDecoupling(of, 'core->core', edits.newDecoupling(of, 'core->core', {}));
    expect(cut.model.edges[2]).toMatchObject({ delay: 1, decoupled: {} });
    expect(edits.setDecoupling(cut, 'core->core', undefined).model).toEqual(of.model);
  });
});

describe('decoupling', () => {
  const chain = experimentOf('image>a a/b b>loss');

  it('cuts an edge with the linear synthesizer of cDNI, and couples it again', () => {
    const fresh = edits.newDecoupling(chain, 'b->loss', { b: [4] });
    const cut = edits.setDecoupling(chain, 'b->loss', fresh);
    expect(cut.model.edges[2]?.decoupled?.synthesizer).toMatchObject({
      kind: 'mlp',
      hidden: [],
      condition: 'label',
    });
    const whole = edits.setDecoupling(cut, 'b->loss', undefined);
    expect(whole.model.edges[2]).toEqual({ from: 'b', to: 'loss' });
    expect(edits.newDecoupling(chain, 'a->b', { a: [7, 7, 32] }).synthesizer.kind).toBe('conv');
  });

  it('shows the last inputs to the synthesizer of a recurrent edge, as wide as the core', () => {
    const of = experimentOf('image>core core~core core>slow slow~slow slow>loss', stream);
    const shapes = { core: [32], slow: [4] };
    expect(edits.newDecoupling(of, 'core->core', shapes)).toMatchObject({
      synthesizer: { kind: 'mlp', hidden: [32], condition: { inputs: 8 } },
    });
    // Cut, it lies between two modules: no recurrent edge within one.
    const plain = edits.newDecoupling(of, 'core->slow', shapes).synthesizer;
    expect(plain.hidden).toEqual([32]);
    expect(plain).not.toHaveProperty('condition');
  });

  it('refuses edges out of an input and into a loss', () => {
    expect(edits.decouplingProblem(chain, 'image->a')).toMatch(/nothing to unlock/);
    expect(edits.decouplingProblem(chain, 'b->loss')).toMatch(/loss/);
    expect(edits.decouplingProblem(chain, 'a->b')).toBeNull();
  });
});
