import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainingSession } from '#engine/run/session';
import { nodeBackend, overrideBinding, type NodeBackend } from '#tensorflow/backend/node-backend';
import type { GraphNode } from '#tensorflow/graph/graph';
import { LoadedGraph } from '#tensorflow/graph/loaded-graph';
import { writesDoneNode, type Resource } from '#tensorflow/graph/resource';
import { decodeGraph } from './decode-graph';
import { findProducts, productsGraph } from './products-graph';

const [DONE, WRITTEN] = ['products-done', 'operands-written'];

/** A run of a graph: everything that a second run needs. */
interface GraphRun {
  session: number;
  inputs: number[];
  inputNames: string;
  outputNames: string;
}

/** The products of one call of a session: those of so many training steps. */
export interface StepProducts {
  graph: LoadedGraph;
  steps: number;
}

/** The products of a graph, and how often it was run. */
export interface ProductCall {
  graph: LoadedGraph;
  times: number;
}

/** Watches what TensorFlow is given: the graphs that are loaded, and the last run. */
export class GraphObserver {
  readonly #backend: NodeBackend;
  readonly #graphs = new Map<number, readonly GraphNode[]>();
  /** Called at the end of each run, while its inputs are there. */
  #onRun: ((run: GraphRun) => void) | null = null;

  /** TensorFlow must be the backend, and nothing compiled yet. */
  constructor() {
    const backend = nodeBackend();
    if (!backend) throw new Error('TensorFlow is not there');
    this.#backend = backend;
    const { binding } = backend;
    backend.binding = overrideBinding(binding, {
      loadSavedModel: (folder, tags) => {
        const session = binding.loadSavedModel(folder, tags);
        this.#graphs.set(session, decodeGraph(readFileSync(join(folder, 'saved_model.pb'))));
        return session;
      },
      runSavedModel: (session, inputs, inputNames, outputNames) => {
        const results = binding.runSavedModel(session, inputs, inputNames, outputNames);
        this.#onRun?.({ session, inputs, inputNames, outputNames });
        return results;
      },
    });
  }

  /**
   * Lets the session train as many steps as it passes to TensorFlow at once, and returns the products of these as a graph
   * of their own. Throws if the step is not compiled.
   */
  productsOf(session: TrainingSession): StepProducts {
    let steps = 0;
    const [call] = this.productCalls(() => {
      steps = session.advance(Infinity).length;
    });
    if (!call) throw new Error('the step is not compiled, or has no matrix product');
    return { graph: call.graph, steps };
  }

  /** The products of each compiled graph that `work` runs, and how often it runs it. */
  productCalls(work: () => void): ProductCall[] {
    const calls = new Map<string, ProductCall>();
    const observe = (run: GraphRun): void => {
      const key = `${run.session} ${run.outputNames}`;
      const known = calls.get(key);
      if (known) {
        known.times += 1;
        return;
      }
      // Loading makes runs of its own.
      this.#onRun = null;
      const graph = this.#load(run);
      if (graph) calls.set(key, { graph, times: 1 });
      this.#onRun = observe;
    };
    this.#onRun = observe;
    work();
    this.#onRun = null;
    return [...calls.values()];
  }

  /** Null for a run without products, as that which writes the variables. */
  #load({ session, inputs, inputNames, outputNames }: GraphRun): LoadedGraph | null {
    const { binding } = this.#backend;
    const found = findProducts(this.#graphs.get(session) ?? [], outputNames.split(','));
    if (found.products.length === 0) return null;
    const names = found.products.map(({ name }) => name);
    const values = binding.runSavedModel(
      session,
      inputs,
      inputNames,
      [...found.operands, ...names].join(','),
    );
    const operands = values.slice(0, found.operands.length);
    const resources = operands.map(({ shape, dtype }, index): Resource => ({
      handle: `operand/${index}`,
      dtype,
      shape,
    }));
    const shapes = new Map(
      names.map((name, index) => [name, values[operands.length + index]?.shape ?? []]),
    );
    const { TF_INT32 } = binding;
    const graph = new LoadedGraph(this.#backend, [
      ...productsGraph(found, resources, (name) => shapes.get(name) ?? [], DONE, TF_INT32),
      writesDoneNode(
        WRITTEN,
        TF_INT32,
        resources.map(({ handle }) => handle),
      ),
    ]);
    graph.write(
      resources,
      operands.map(({ id }) => id),
      WRITTEN,
    );
    for (const { id } of values) binding.deleteTensor(id);
    return graph;
  }
}

/** Computes the products of one call once. */
export function runProducts(graph: LoadedGraph): void {
  for (const { id } of graph.run([], [], [DONE])) nodeBackend()?.binding.deleteTensor(id);
}
