import { describe, expect, it } from 'vitest';
import { inferShapes } from '#spec/shapes';
import { mnistFields, model } from './make';

const image = { kind: 'input', field: 'image', layout: 'grid' };

function shapeOf(node: Record<string, unknown>): number[] | undefined {
  return inferShapes(model({ image, node }, ['image>node']), mnistFields).shapes['node'];
}

describe('shapes of 28 × 28 × 1', () => {
  it.each([
    [{ kind: 'conv2d', filters: 4 }, [28, 28, 4]],
    [{ kind: 'conv2d', filters: 4, kernel: 5, padding: 'valid' }, [24, 24, 4]],
    // ceil(28 / 3) and floor((28 - 4) / 3) + 1
    [{ kind: 'conv2d', filters: 4, kernel: 4, stride: 3 }, [10, 10, 4]],
    [{ kind: 'conv2d', filters: 4, kernel: 4, stride: 3, padding: 'valid' }, [9, 9, 4]],
    [{ kind: 'conv2d', filters: 4, kernel: [3, 5], stride: [1, 2], padding: 'valid' }, [26, 12, 4]],
    [{ kind: 'maxPool', size: 3, stride: 2, padding: 'same' }, [14, 14, 1]],
    [{ kind: 'averagePool', size: 3, stride: 2 }, [13, 13, 1]],
    [{ kind: 'maxPool', size: 3 }, [9, 9, 1]],
    [{ kind: 'flatten' }, [784]],
    [{ kind: 'batchNorm' }, [28, 28, 1]],
    [{ kind: 'dropout' }, [28, 28, 1]],
    [{ kind: 'activation' }, [28, 28, 1]],
  ])('%j', (node, shape) => {
    expect(shapeOf(node)).toEqual(shape);
  });

  it('concat adds up the sizes of the last axis, and add keeps the shape', () => {
    const nodes = {
      image,
      a: { kind: 'conv2d', filters: 3 },
      b: { kind: 'conv2d', filters: 3 },
      sum: { kind: 'add' },
      both: { kind: 'concat' },
    };
    const edges = ['image>a', 'image>b', 'a>sum', 'b>sum', 'a>both', 'sum>both'];
    const { shapes, problems } = inferShapes(model(nodes, edges), mnistFields);
    expect(problems).toEqual([]);
    expect(shapes).toMatchObject({ sum: [28, 28, 3], both: [28, 28, 6] });
  });

  it('flattens a vector input; without fields its shape is unknown, but not that of a dense layer', () => {
    const of = model({ image: { kind: 'input', field: 'image' }, a: { kind: 'dense', units: 7 } }, [
      'image>a',
    ]);
    expect(inferShapes(of, mnistFields).shapes).toEqual({ image: [784], a: [7] });
    expect(inferShapes(of, null).shapes).toEqual({ a: [7] });
  });
});
