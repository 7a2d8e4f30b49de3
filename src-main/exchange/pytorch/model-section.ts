import { layerTemplate } from './layer-template';
import { topologicalOrder } from '#spec/graph';
import type { NodeKind } from '#spec/nodes';
import { forwardBody } from './forward';
import { inputShapes, nodeModule } from './layers';
import { fillTemplate, indentLines, withComment } from './python-text';
import type { ScriptSource } from './script-source';

/** The model: classes of its layers as far as PyTorch has none of this kind, then the model itself. */
export function modelSection(source: ScriptSource): string {
  return `${layerClasses(source)}\n\n\n${modelClass(source)}`;
}

function layerClasses(source: ScriptSource): string {
  const { nodes } = source.experiment.model;
  const has = (...kinds: NodeKind[]): boolean =>
    Object.values(nodes).some(({ kind }) => kinds.includes(kind));
  const expressions = Object.keys(nodes).map((id) => nodeModule(source, id, 0) ?? '');
  const stacks = source.interfaces.length > 0;
  return fillTemplate(layerTemplate, {
    layer: stacks || expressions.some((code) => code.startsWith('layer(')),
    maps: expressions.includes('FlattenMaps()'),
    averagePool: expressions.some((code) => code.startsWith('AveragePool(')),
    embedding: has('embedding'),
    core: has('lstm', 'gru', 'rnn'),
    lstm: has('lstm'),
    gru: has('gru'),
    rnn: has('rnn'),
  });
}

function modelClass(source: ScriptSource): string {
  const { experiment, isStream, nodeNames } = source;
  const data = isStream ? 'window' : 'batch';
  const layers = topologicalOrder(experiment.model).order.flatMap((id) => {
    const name = `self.${nodeNames.get(id) ?? id}`;
    const code = nodeModule(source, id, name.length + 11);
    return code === null
      ? []
      : [withComment(`${name} = ${code}`, describe(inputShapes(source, id), source.shapes[id]), 8)];
  });
  const head = isStream
    ? [
        '    def forward(',
        `        self, window: Window, state: dict[str, Tensor], edges: dict[str, Any]`,
        '    ) -> tuple[dict[str, Tensor], dict[str, Tensor]]:',
        '        """The predictions by loss, and the state with which the next window begins.',
        '',
        '        Messages of several ticks stand one after the other, [ticks · rows, ...].',
        '        """',
      ]
    : [
        '    def forward(self, batch: Batch, edges: dict[str, Any]) -> dict[str, Tensor]:',
        '        """The predictions by loss."""',
      ];
  return [
    'class Model(nn.Module):',
    `    """The nodes of the model; their weights are saved under the same names."""`,
    '',
    '    def __init__(self) -> None:',
    '        super().__init__()',
    ...layers.map((code) => indentLines(code, 8)),
    '',
    ...head.map((line) => line.replaceAll('batch', data)),
    indentLines(forwardBody(source), 8),
  ].join('\n');
}

function describe(inputs: readonly (readonly number[])[], output: readonly number[] = []): string {
  const text = (shape: readonly number[]): string => {
    const [rows = 0, columns = 0, channels = 0] = shape;
    return `[${(shape.length === 3 ? [channels, rows, columns] : shape).join(', ')}]`;
  };
  return `${inputs.map(text).join(', ')} to ${text(output)}`;
}
