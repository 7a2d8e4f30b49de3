import { describe, expect, it } from 'vitest';
import { describeMisfit } from '#spec/check-continuation';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { spirals } from '../storage/spirals';

/** The model with another node `hidden`. */
function withHidden(hidden: object): Experiment {
  const spec = spirals();
  const nodes = { ...spec.model.nodes, hidden };
  return experimentSchema.parse({ ...spec, model: { ...spec.model, nodes } });
}

describe('describeMisfit', () => {
  it('finds nothing where the parameters of the model are the same', () => {
    expect(describeMisfit(spirals(), spirals('Other', 500))).toBeNull();
    // tanh has no parameters, and a relu neither.
    const other = withHidden({ kind: 'dense', units: 16, activation: 'tanh' });
    expect(describeMisfit(spirals(), other)).toBeNull();
  });

  it('names the first node with other parameters', () => {
    // Two inputs: 2 · 8 + 8 = 24 parameters instead of 2 · 16 + 16 = 48.
    const narrow = withHidden({ kind: 'dense', units: 8, activation: 'relu' });
    expect(describeMisfit(spirals(), narrow)).toBe(
      "the node 'hidden' has 24 parameters, and 48 there.",
    );
    const spec = spirals();
    const nodes = Object.entries(spec.model.nodes).map(([id, node]) => [
      id === 'hidden' ? 'renamed' : id,
      node,
    ]);
    const rename = (id: string): string => (id === 'hidden' ? 'renamed' : id);
    const edges = spec.model.edges.map((edge) => ({
      ...edge,
      from: rename(edge.from),
      to: rename(edge.to),
    }));
    const renamed = { ...spec, model: { ...spec.model, nodes: Object.fromEntries(nodes), edges } };
    expect(describeMisfit(spirals(), experimentSchema.parse(renamed))).toBe(
      "the node 'renamed' has 48 parameters, and 0 there.",
    );
  });
});
