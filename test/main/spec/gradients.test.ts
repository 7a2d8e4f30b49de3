import { describe, expect, it } from 'vitest';
import { inferGradients } from '#spec/gradients';
import type { Method } from '#spec/training';
import { buildExperiment } from '../../renderer/editor/experiment';

function kinds(text: string, method: Method) {
  const { model } = buildExperiment(text, { task: { kind: 'counting' } });
  const { nodes, ofEdge } = inferGradients(model, method);
  return { nodes: Object.fromEntries(nodes), edges: model.edges.map(ofEdge) };
}

describe('gradients', () => {
  it('are synthetic below a decoupled edge with DNI, and end there without', () => {
    const chain = 'image>a a/b b>loss';
    expect(kinds(chain, 'dni')).toEqual({
      nodes: { image: null, a: 'synthetic', b: 'true', loss: 'true' },
      edges: [null, 'synthetic', 'true'],
    });
    expect(kinds(chain, 'none').nodes['a']).toBeNull();
    expect(kinds(chain, 'backprop').nodes['a']).toBe('true');
  });

  it('are not made by a synthesizer to which none arrives', () => {
    expect(kinds('image>a a/b', 'dni').edges).toEqual([null, null]);
    expect(kinds('image>a a/b b/c c>loss', 'dni').edges).toEqual([
      null,
      'synthetic',
      'synthetic',
      'true',
    ]);
    expect(kinds('image>core core%core', 'dni').edges).toEqual([null, null]);
  });

  it('of a recurrent edge are true within an unroll, and synthetic beyond it', () => {
    const text = 'image>core core%core core>loss';
    expect(kinds(text, 'none').edges).toEqual([null, 'true', 'true']);
    expect(kinds(text, 'dni').edges).toEqual([null, 'synthetic', 'true']);
  });
});
