import type { Experiment } from '#spec/experiment';
import { isLoss, nodeSchema, type Node } from '#spec/nodes';
import { isSequential, type Fields, type Task } from '#spec/task';
import { isTemporal } from '#spec/update-windows';

/** Ticks of an unroll in a recurrent model that does not set them yet. */
const defaultUnroll = 8;

/**
 * Gives the experiment another task. Input and loss nodes whose field does not exist in the new task get
 * the field with the same role; a recurrent model gets an unroll length if it has none.
 *
 * `fields` are those of the new task; null if they are unknown, and then the nodes stay as they are.
 */
export function changeTask(experiment: Experiment, task: Task, fields: Fields | null): Experiment {
  const { model, training } = experiment;
  const nodes = fields
    ? Object.fromEntries(
        Object.entries(model.nodes).map(([id, node]) => [
          id,
          adaptNode(node, fields, isSequential(task)),
        ]),
      )
    : model.nodes;
  const unroll =
    training.unroll ?? (isSequential(task) && isTemporal(model) ? defaultUnroll : undefined);
  return {
    ...experiment,
    task,
    model: { ...model, nodes },
    training: { ...training, ...(unroll === undefined ? {} : { unroll }) },
  };
}

/** The field that an input node reads by default: the first numeric one, else a stream's first field. */
export function chooseInputField(fields: Fields, sequential: boolean): string | undefined {
  const names = Object.keys(fields);
  return (
    names.find((name) => fields[name]?.kind === 'values') ?? (sequential ? names[0] : undefined)
  );
}

/** The field that a loss predicts by default: the first label that no input reads, else other numbers, else the input. */
export function chooseTargetField(fields: Fields, sequential: boolean): string | undefined {
  const input = chooseInputField(fields, sequential);
  const names = Object.keys(fields);
  const others = names.filter((name) => name !== input);
  return others.find((name) => fields[name]?.kind === 'label') ?? others[0] ?? input;
}

function adaptNode(node: Node, fields: Fields, sequential: boolean): Node {
  if (node.kind === 'input') {
    const field = node.field in fields ? node.field : chooseInputField(fields, sequential);
    if (field === undefined) return node;
    const layout = fields[field]?.kind === 'label' ? 'vector' : node.layout;
    return field === node.field ? node : nodeSchema.parse({ ...node, field, layout });
  }
  if (!isLoss(node) || node.target in fields) return node;
  const target = chooseTargetField(fields, sequential);
  return target === undefined ? node : nodeSchema.parse({ ...node, target });
}
