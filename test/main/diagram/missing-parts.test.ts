import { describe, expect, it } from 'vitest';
import { findMissingParts } from '#diagram/missing-parts';
import { checkExperiment } from '#spec/check-experiment';
import type { Model } from '#spec/model';
import { experiment, mnistFields, model } from '../spec/make';

const image = { kind: 'input', field: 'image' };
const grid = { ...image, layout: 'grid' };
const dense = { kind: 'dense', units: 10 };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };

function find(of: Model, positions: Record<string, { x: number; y: number }>) {
  const spec = experiment(of);
  return findMissingParts(spec, checkExperiment(spec, mnistFields), positions);
}

describe('missing parts', () => {
  it('an input stands left of the first layer, a loss right of the last, 192 pixels away', () => {
    const [input, output] = find(model({ a: dense, b: dense }, ['a>b']), {
      a: { x: 0, y: 10 },
      b: { x: 300, y: 20 },
    });
    expect(input?.node).toEqual({ id: 'image', label: 'Input', position: { x: -192, y: 10 } });
    expect(output?.node).toEqual({
      ...{ id: 'loss', label: 'Softmax cross entropy' },
      position: { x: 492, y: 20 },
    });
    // From the right side of the layer to the left side of the loss, 4.5 pixels outside, in the middle of 68 pixels.
    expect(output?.paths).toEqual(['M436.5,54 C462,54 462,54 487.5,54']);
  });

  it('a flatten stands between two nodes, below them where they are too near', () => {
    const chain = model({ image: grid, a: dense, loss }, ['image>a', 'a>loss']);
    const far = find(chain, { image: { x: 0, y: 0 }, a: { x: 400, y: 0 }, loss: { x: 600, y: 0 } });
    expect(far.map(({ node }) => node)).toEqual([
      { id: 'flatten', label: 'Flatten', position: { x: 200, y: 0 } },
    ]);
    const near = find(chain, {
      image: { x: 0, y: 0 },
      a: { x: 190, y: 0 },
      loss: { x: 400, y: 0 },
    });
    expect(near[0]?.node?.position).toEqual({ x: 95, y: 96 });
  });

  it('an edge runs from the only node that leads nowhere, and is pressed in its middle', () => {
    const parts = find(model({ image, a: dense, loss }, ['image>a']), {
      image: { x: 0, y: 0 },
      a: { x: 200, y: 0 },
      loss: { x: 400, y: 0 },
    });
    expect(parts).toMatchObject([
      { node: null, paths: ['M336.5,34 C366,34 366,34 395.5,34'], middle: { x: 366, y: 34 } },
    ]);
    expect(parts[0]?.problem.message).toBe("Nothing arrives at 'loss'.");
  });

  it('nothing is drawn where there are two places', () => {
    const open = model({ image, a: dense, b: dense, loss }, ['image>a', 'image>b']);
    expect(find(open, {})).toEqual([]);
    expect(find(model({}, []), {})).toEqual([]);
  });
});
