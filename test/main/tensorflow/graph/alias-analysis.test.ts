import { describe, expect, it } from 'vitest';
import { mayAliasInput } from '#tensorflow/graph/alias-analysis';
import { GraphBuilder } from '#tensorflow/graph/graph-builder';

const FLOAT = 1;

/** Builds a graph from nodes with the shapes of their outputs. */
class TestGraph extends GraphBuilder {
  node(op: string, shape: number[], ...inputs: string[]): string {
    const output = this.add(op, inputs, {});
    this.setOutputType(output, shape, FLOAT);
    return output;
  }
}

describe('mayAliasInput', () => {
  const graph = new TestGraph('s');
  const x = graph.node('Placeholder', [2, 3]);
  const weights = graph.node('ReadVariableOp', [2, 3]);

  it('is true for an input and for views of it, whatever lies between', () => {
    expect(mayAliasInput(x, graph)).toBe(true);
    const reshaped = graph.node('Reshape', [6], x, 'constant/0');
    expect(mayAliasInput(reshaped, graph)).toBe(true);
    expect(mayAliasInput(graph.node('Identity', [6], reshaped), graph)).toBe(true);
    expect(mayAliasInput(graph.node('Slice', [2], reshaped), graph)).toBe(true);
    expect(mayAliasInput(graph.node('Mul', [2, 3], weights, x), graph)).toBe(true);
  });

  it('is false for variables, constants and what is computed from them', () => {
    expect(mayAliasInput(weights, graph)).toBe(false);
    expect(mayAliasInput('constant/0', graph)).toBe(false);
    expect(mayAliasInput(graph.node('Mul', [2, 3], weights, 'constant/0'), graph)).toBe(false);
  });

  it('is false behind an op that allocates its output', () => {
    const relu = graph.node('Relu', [2, 3], x);
    expect(mayAliasInput(relu, graph)).toBe(false);
    expect(mayAliasInput(graph.node('Reshape', [6], relu), graph)).toBe(false);
    expect(mayAliasInput(graph.node('Add', [2, 3], relu, x), graph)).toBe(true);
  });

  it('is false if every input has fewer elements', () => {
    expect(mayAliasInput(graph.node('ConcatV2', [4, 3], x, weights), graph)).toBe(false);
    const row = graph.node('Placeholder', [3]);
    expect(mayAliasInput(graph.node('Add', [2, 3], weights, row), graph)).toBe(false);
  });

  it('follows outputs other than the first', () => {
    const split = graph.node('Split', [1, 3], 'constant/0', x);
    graph.setOutputType(`${split}:1`, [1, 3], FLOAT);
    expect(mayAliasInput(`${split}:1`, graph)).toBe(true);
  });
});
