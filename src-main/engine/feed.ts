import type { Batch } from '#data/batches';
import { tf, type Tensor, type Tensor1D } from '#tensorflow/tf';
import { contextField, inputNodes, lossNodes, type Network } from './network';

/** One batch as tensors, ready for a pass. */
export interface Feed {
  size: number;
  /** By input node: `[batch, numbers]` or `[batch, rows, columns, channels]`. */
  inputs: ReadonlyMap<string, Tensor>;
  /** By field: values `[batch, ...shape]`, labels one-hot `[batch, classes]`. */
  targets: ReadonlyMap<string, Tensor>;
  /** What conditioned synthesizers see; null where no loss has a target. */
  context: Tensor | null;
  dispose(): void;
}

/** Uploads what the network reads of a batch. The caller disposes the feed. */
export function feedOf(network: Network, batch: Batch): Feed {
  const { model, fields } = network;
  const { size } = batch;
  const values = (field: string): Float32Array | Int32Array => {
    const found = batch.values[field];
    if (!found) throw new Error(`the batch has no field '${field}'`);
    return found;
  };
  const inputs = new Map<string, Tensor>();
  for (const id of inputNodes(model)) {
    const node = model.nodes[id];
    if (node?.kind !== 'input') continue;
    const field = fields[node.field];
    const shape = field?.kind === 'values' ? field.shape : [];
    const rest =
      node.layout === 'grid' ? shape : [shape.reduce((product, length) => product * length, 1)];
    inputs.set(id, tf.tensor(values(node.field), [size, ...rest], 'float32'));
  }
  const targets = new Map<string, Tensor>();
  for (const { node } of lossNodes(model)) {
    const field = fields[node.target];
    if (!field || targets.has(node.target)) continue;
    const data = values(node.target);
    targets.set(
      node.target,
      field.kind === 'label'
        ? oneHot(data, size, field.classes)
        : tf.tensor(data, [size, ...field.shape], 'float32'),
    );
  }
  const context = contextField(model, fields);
  return {
    size,
    inputs,
    targets,
    context: (context && targets.get(context.field)) ?? null,
    dispose: () => tf.dispose([...inputs.values(), ...targets.values()]),
  };
}

function oneHot(labels: Float32Array | Int32Array, size: number, classes: number): Tensor {
  return tf.tidy(() => {
    const ids = tf.tensor1d(labels as Int32Array, 'int32') as Tensor1D;
    return tf.reshape(tf.cast(tf.oneHot(ids, classes), 'float32'), [size, classes]);
  });
}

/** The model's inputs joined to one row an example, `[batch, numbers]`: what synthetic inputs see. */
export function joinedInputs(feed: Feed): Tensor {
  const rows = [...feed.inputs.values()].map((x) => tf.reshape(x, [feed.size, -1]));
  const [first] = rows;
  if (!first) throw new Error('the model has no input');
  return rows.length === 1 ? first : tf.concat(rows, 1);
}
