import { expect, it } from 'vitest';
import type { GraphNode } from '#tensorflow/graph/graph';
import { delayGathers } from '#tensorflow/graph/passes/delay-gathers';
import { SketchGraph } from './sketch';

type Waits = Readonly<Record<string, string[]>>;

/** What nodes of the sketch wait for: `SketchGraph` has no control inputs. */
const waits: Waits = { 'w-2': ['update-1'], 'v-2': ['updateV-1'] };

/**
 * Two steps of one graph: a layer W, a classifier V and their updates, each on a batch of
 * its own or both on that of the first.
 */
function twoSteps(batch: number, isShared = false): SketchGraph {
  const graph = new SketchGraph();
  graph.node('table', 'ReadVariableOp', ['T'], [70_000, 784]);
  for (const step of [1, 2]) {
    const named = (name: string): string => `${name}-${step}`;
    graph.node(named('rows'), 'Placeholder', [], [batch]);
    graph.node(named('gather'), 'GatherV2', ['table', named('rows'), 'axis'], [batch, 784]);
    graph.node(
      named('x'),
      'Mul',
      [isShared ? 'gather-1' : named('gather'), graph.scalar(2)],
      [batch, 784],
    );
    graph.node(named('w'), 'ReadVariableOp', ['W'], [784, 256]);
    graph.node(named('v'), 'ReadVariableOp', ['V'], [256, 10]);
    graph.matMul(named('product'), [named('x'), named('w')], [batch, 256]);
    graph.node(named('relu'), 'Relu', [named('product')], [batch, 256]);
    graph.matMul(named('logits'), [named('relu'), named('v')], [batch, 10]);
    graph.matMul(named('back'), [named('logits'), named('v')], [batch, 256], [false, true]);
    graph.matMul(named('gradient'), [named('x'), named('back')], [784, 256], [true, false]);
    graph.matMul(named('gradientV'), [named('relu'), named('logits')], [256, 10], [true, false]);
    graph.node(named('update'), 'ResourceApplyAdam', ['W', named('gradient')], []);
    graph.node(named('updateV'), 'ResourceApplyAdam', ['V', named('gradientV')], []);
  }
  return graph;
}

/** The nodes with what gathers wait for. */
function delayed(graph: SketchGraph, roots: string[], waits: Waits, parallelOps = 2) {
  const withWaits = (node: GraphNode): GraphNode => ({ ...node, controlInputs: waits[node.name] });
  return graph.rewrite((nodes, context) => delayGathers(nodes.map(withWaits), context), roots, {
    parallelOps,
  });
}

/** What a gather waits for. */
function eventOf(graph: SketchGraph, gather: string, parallelOps = 2): readonly string[] {
  const nodes = delayed(graph, ['update-2', 'updateV-2', gather], waits, parallelOps);
  return nodes.get(gather)?.controlInputs ?? [];
}

/** Two steps of one tick of two decoupled modules, each with an input of its own, that hear from each other a tick later. */
function twoModules(): SketchGraph {
  const graph = new SketchGraph();
  for (const module of ['a', 'b']) {
    graph.node(`${module}-gather`, 'GatherV2', ['table', `${module}-rows`, 'axis'], [256, 256]);
    for (const step of [1, 2]) {
      const other = module === 'a' ? 'b-relu-1' : 'a-relu-1';
      const named = (name: string): string => `${module}-${name}-${step}`;
      graph.node(named('w'), 'ReadVariableOp', [`${module}-W`], [256, 256]);
      graph.matMul(
        named('product'),
        [step === 1 ? `${module}-gather` : other, named('w')],
        [256, 256],
      );
      graph.node(named('relu'), 'Relu', [named('product')], [256, 256]);
      graph.matMul(named('classes'), [named('relu'), 'classifier'], [256, 10]);
      graph.node(named('update'), 'ResourceApplyAdam', [`${module}-W`, named('classes')], []);
    }
  }
  return graph;
}

it('lets the batch of a later step wait until the step before is about to classify', () => {
  expect(eventOf(twoSteps(256), 'gather-1')).toEqual([]);
  expect(eventOf(twoSteps(256), 'gather-2')).toEqual(['relu-1']);
});

it('leaves small batches, and steps that keep every core busy, as they are', () => {
  expect(eventOf(twoSteps(32), 'gather-2')).toEqual([]);
  expect(eventOf(twoSteps(256), 'gather-2', 1)).toEqual([]);
});

it('never lets a gather wait for what is computed from it', () => {
  expect(eventOf(twoSteps(256, true), 'gather-1')).toEqual([]);
});

it('never lets two gathers wait for each other', () => {
  const waits = { 'a-w-2': ['a-update-1'], 'b-w-2': ['b-update-1'] };
  const nodes = delayed(twoModules(), ['a-update-2', 'b-update-2'], waits);
  const eventsOf = (gather: string) => nodes.get(gather)?.controlInputs ?? [];
  // Either would do alone.
  expect([eventsOf('a-gather'), eventsOf('b-gather')]).toEqual([['b-relu-1'], []]);
});
