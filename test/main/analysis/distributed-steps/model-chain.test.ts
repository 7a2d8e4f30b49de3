import { describe, expect, it } from 'vitest';
import { chainOfModel } from '#analysis/distributed-steps/model-chain';
import { edges, sized } from './two-modules';

describe('the chain of a model', () => {
  it('divides a measured step in proportion to multiply-adds', () => {
    // a: 200 weights, b: 600; 5 examples. Forward 1,000 and 3,000, backward twice that, updates 30 × 200 and 30 × 600:
    // 9,000 + 27,000 in all, which took 36 s.
    const chain = chainOfModel(sized(edges), { method: 'backprop', seconds: 36, batch: 5 });
    expect(chain?.modules.map(({ forward }) => forward)).toEqual([1, 3]);
    expect(chain?.modules.map(({ backward }) => backward)).toEqual([2, 6]);
    expect(chain?.modules.map(({ update }) => update)).toEqual([6, 18]);
    // 20 values of 4 bytes, 5 examples.
    expect(chain?.messages).toMatchObject([{ from: 0, to: 1, bytes: 400, syntheticInput: null }]);
    // A linear synthesizer: 20 × 20 multiply-adds, 5 examples; 420 parameters.
    const [{ synthesizer } = { synthesizer: null }] = chain?.messages ?? [];
    expect(synthesizer?.predict).toBeCloseTo(2, 10);
    expect(synthesizer?.learn).toBeCloseTo(4 + 12.6, 10);
  });

  it('counts synthesizers in a step that was measured with DNI', () => {
    const total = 36 + 2 + 16.6;
    const chain = chainOfModel(sized(edges), { method: 'dni', seconds: 2 * total, batch: 5 });
    expect(chain?.modules[0]?.forward).toBeCloseTo(2, 10);
    expect(chain?.messages[0]?.synthesizer.predict).toBeCloseTo(4, 10);
  });

  it('is null where nothing is decoupled or a message arrives a tick later', () => {
    const measured = { method: 'backprop', seconds: 1, batch: 5 } as const;
    const coupled = edges.map(({ from, to }) => ({ from, to }));
    expect(chainOfModel(sized(coupled), measured)).toBeNull();
    const delayed = edges.map((edge) =>
      edge.from === 'a' ? { ...edge, delay: 1 as const } : edge,
    );
    expect(chainOfModel(sized(delayed), measured)).toBeNull();
  });
});
