import { lossTemplate, stepTemplate } from './step-templates';
import { lossNodes } from '#spec/deciding-loss';
import { sizeFromShape } from '#spec/shapes';
import { findField } from '#spec/task';
import { call, fillTemplate, indentLines, text } from './python-text';
import { updateProbabilities, type ScriptSource } from './script-source';
import { interfaceMarks } from './synthesizer-section';

/** The losses and the training step. */
export function stepSection(source: ScriptSource): string {
  const { experiment, fields, shapes, isStream } = source;
  const losses = lossNodes(experiment.model);
  const isSparse = updateProbabilities(source).size > 0;
  const marks = {
    ...interfaceMarks(source),
    sparse: isSparse,
    entropy: losses.some(({ node }) => node.kind === 'softmaxCrossEntropy'),
    squares: losses.some(({ node }) => node.kind === 'meanSquaredError'),
    labelSquares: losses.some(
      ({ node }) =>
        node.kind === 'meanSquaredError' && findField(fields, node.target)?.kind === 'label',
    ),
    valueSquares: losses.some(
      ({ node }) =>
        node.kind === 'meanSquaredError' && findField(fields, node.target)?.kind === 'values',
    ),
    norms: hasNorms(source),
  };
  const data = isStream ? 'window' : 'batch';
  const type = isStream ? 'Window' : 'Batch';
  const entries = losses.map(({ id, node }) => {
    const target = `${data}.read(${text(node.target)})`;
    const from = experiment.model.edges.find(({ to }) => to === id)?.from ?? '';
    const shape = shapes[from] ?? [];
    const predicted = `predictions[${text(id)}]`;
    const field = findField(fields, node.target);
    const rows = shape.length === 3 ? `${predicted}.permute(0, 2, 3, 1)` : predicted;
    const args = [
      rows,
      field?.kind === 'values' && field.shape.length !== shape.length
        ? `${target}.reshape(-1, ${sizeFromShape(shape)})`
        : target,
      ...(node.weight === 1 ? [] : [`weight=${node.weight}`]),
    ];
    const head = node.kind === 'softmaxCrossEntropy' ? 'cross_entropy' : 'squared_error';
    return `${text(id)}: ${call(head, args, { indent: 14 + id.length })}`;
  });
  const owners = losses.map(({ id }) => `${text(id)}: ${text(source.moduleOf.get(id) ?? '')}`);
  return [
    fillTemplate(lossTemplate, marks),
    [
      'def evaluate_losses(',
      `    predictions: dict[str, Tensor], ${data}: ${type}`,
      ') -> dict[str, tuple[Tensor, Tensor]]:',
      '    """By loss, the sum over all examples, and how many of them have a target."""',
      '    return {',
      ...entries.map((entry) => indentLines(`${entry},`, 8)),
      '    }',
    ].join('\n'),
    ...(isSparse ? [call('LOSS_MODULES = ', owners, { open: '{}' })] : []),
    fillTemplate(stepTemplate, marks),
  ]
    .join('\n\n\n')
    .replace(/\n\n\nLOSS_MODULES/, '\n\n\n# By loss, its module.\nLOSS_MODULES');
}

/** Whether running statistics would be counted twice in a window that runs again. */
function hasNorms({ experiment }: ScriptSource): boolean {
  return Object.values(experiment.model.nodes).some(
    (node) => node.kind === 'batchNorm' || ('batchNorm' in node && node.batchNorm),
  );
}
