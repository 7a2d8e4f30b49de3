import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '#spec/errors';
import type { GraphNode } from './graph';
import { feedNodeName, type Resource } from './resource';
import { encodeSavedModel } from './saved-model';
import { encodeConfigWithoutGrappler, SESSION_CONFIG_FILE } from './session-config';
import { TraceError } from './trace-error';
import type { Binding, NativeTensor, NodeBackend } from '../backend/node-backend';

const TAG = 'serve';

/** A graph in a TensorFlow session of its own, with the values of its resources. */
export class LoadedGraph {
  readonly #backend: NodeBackend;
  readonly #session: number;

  /** Throws a TraceError if TensorFlow rejects the graph. Call `close()` to free the session. */
  constructor(backend: NodeBackend, nodes: readonly GraphNode[]) {
    this.#backend = backend;
    this.#session = loadGraph(backend, nodes);
  }

  /**
   * One run of the session. `inputIds` are the ids of the tensors for the nodes in `inputs`, in the same
   * order; the result has one new tensor for each node in `outputs`, for the caller to delete.
   */
  run(
    inputIds: readonly number[],
    inputs: readonly string[],
    outputs: readonly string[],
  ): NativeTensor[] {
    // Short names matter: the binding of tfjs-node copies the whole list once for each name in it, and never
    // frees the copies.
    return this.#binding.runSavedModel(
      this.#session,
      [...inputIds],
      inputs.join(','),
      outputs.join(','),
    );
  }

  /** Writes tensors to the resources, in the same order, by fetching `doneNode` (see `writesDoneNode`). */
  write(resources: readonly Resource[], valueIds: readonly number[], doneNode: string): void {
    if (valueIds.length === 0) return;
    const feeds = resources.map(({ handle }) => feedNodeName(handle));
    for (const { id } of this.run(valueIds, feeds, [doneNode])) this.#binding.deleteTensor(id);
  }

  close(): void {
    this.#binding.deleteSavedModel(this.#session);
  }

  /** The current binding: while a step is traced, one that rejects runs of another graph. */
  get #binding(): Binding {
    return this.#backend.binding;
  }
}

/** Loads a graph through a file, which the binding requires and which is deleted afterwards. */
function loadGraph(
  { binding, isUsingGpuDevice }: NodeBackend,
  nodes: readonly GraphNode[],
): number {
  const folder = mkdtempSync(join(tmpdir(), 'dni-workbench-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes, TAG));
    // On a GPU, Grappler brings convolutions into the layout that is fastest there.
    if (!isUsingGpuDevice)
      writeFileSync(join(folder, SESSION_CONFIG_FILE), encodeConfigWithoutGrappler());
    return binding.loadSavedModel(folder, TAG);
  } catch (error) {
    throw new TraceError(`TensorFlow does not take its graph (${messageOf(error)})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
