import type { Experiment } from '#spec/experiment';
import { isLoss, nodeSchema, type Node } from '#spec/nodes';
import { isSequential, type Fields, type Task } from '#spec/task';
import { hasTime } from '#spec/windows';

/** What a recurrent model is unrolled for a start. */
const usualUnroll = 8;

/**
 * The experiment on another task. Inputs and losses that read what it does not offer read the field in
 * the same role instead; a recurrent model gets an unroll. `fields`: of the task, null where not known.
 */
export function withTask(experiment: Experiment, task: Task, fields: Fields | null): Experiment {
  const { model, training } = experiment;
  const nodes = fields
    ? Object.fromEntries(
        Object.entries(model.nodes).map(([id, node]) => [
          id,
          refit(node, fields, isSequential(task)),
        ]),
      )
    : model.nodes;
  const unroll =
    training.unroll ?? (isSequential(task) && hasTime(model) ? usualUnroll : undefined);
  return {
    ...experiment,
    task,
    model: { ...model, nodes },
    training: { ...training, ...(unroll === undefined ? {} : { unroll }) },
  };
}

/** What an input reads of a task: numbers, else, in a stream, its first label. */
export function inputField(fields: Fields, sequential: boolean): string | undefined {
  const names = Object.keys(fields);
  return (
    names.find((name) => fields[name]?.kind === 'values') ?? (sequential ? names[0] : undefined)
  );
}

/** What a loss predicts of a task: the first label that no input reads, else numbers. */
export function targetField(fields: Fields, sequential: boolean): string | undefined {
  const read = inputField(fields, sequential);
  const names = Object.keys(fields);
  return names.find((name) => fields[name]?.kind === 'label' && name !== read) ?? read;
}

function refit(node: Node, fields: Fields, sequential: boolean): Node {
  if (node.kind === 'input') {
    const field = node.field in fields ? node.field : inputField(fields, sequential);
    if (field === undefined) return node;
    const layout = fields[field]?.kind === 'label' ? 'vector' : node.layout;
    return field === node.field ? node : nodeSchema.parse({ ...node, field, layout });
  }
  if (!isLoss(node) || node.target in fields) return node;
  const target = targetField(fields, sequential);
  return target === undefined ? node : nodeSchema.parse({ ...node, target });
}
