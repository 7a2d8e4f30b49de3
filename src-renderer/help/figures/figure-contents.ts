import { methodInfo } from '#chart/methods';
import type { Experiment } from '#spec/experiment';
import { edgeMetricName, interfaceMetricName, type InterfaceMeasure } from '#spec/metric-catalogue';
import {
  convolutionalLayers,
  decoupledOnly,
  layers,
  layersWithoutLabel,
  recurrent,
  sparseLayers,
  twoRates,
  unlockedLayers,
  withMethod,
  withUnroll,
} from './figure-models';
import type { RecordedGroup } from './recorded-runs';

/** One part of a figure, below the others. */
export type Panel = { title?: string } & (
  | { kind: 'model'; experiment: Experiment; shown: readonly string[] }
  | {
      kind: 'locking';
      experiment: Experiment;
      /** Rows are named by these nodes, where their modules have more. */
      shown?: readonly string[];
    }
  /** Which modules update in which of the first steps, where updates are sparse. */
  | { kind: 'sparse-updates'; experiment: Experiment }
  | {
      kind: 'curves';
      lines: readonly { metric: string; color: string; label: string }[];
      axis: string;
      until?: number;
      mark?: number;
    }
  | { kind: 'groups'; groups: readonly RecordedGroup[] }
  | { kind: 'statuses' }
);

const model = (experiment: Experiment, shown: readonly string[], title?: string): Panel => ({
  ...{ kind: 'model', experiment, shown },
  ...(title === undefined ? {} : { title }),
});
const locking = (experiment: Experiment, title?: string): Panel => ({
  ...{ kind: 'locking', experiment },
  ...(title === undefined ? {} : { title }),
});

const lowEdge = 'hidden1->hidden2';
const highEdge = 'hidden2->logits';
const edgeColors = { [lowEdge]: '--run-2', [highEdge]: '--run-6' };
const interfaceCurves = (measure: InterfaceMeasure, axis: string, mark: number): Panel => ({
  kind: 'curves',
  title: axis,
  axis,
  mark,
  lines: ([lowEdge, highEdge] as const).map((edge) => ({
    metric: interfaceMetricName(edge, measure),
    color: edgeColors[edge] ?? '',
    label: edge.replace('->', ' → '),
  })),
});

const pair = ['hidden1', 'hidden2'];
const chain = ['hidden1', 'hidden2', 'logits'];
const core = ['core', 'logits'];
const cores = ['a', 'b'];

/** The parts of each figure of Help, by the name of its picture in `resources/help/images/figures`. */
export const figureContents: Record<string, readonly Panel[]> = {
  'backward-lock': [locking(withMethod(layers, 'backprop'))],
  'decoupled-edge': [
    model(withMethod(layers, 'backprop'), pair, 'Backprop: the true gradient comes back'),
    model(layers, pair, 'DNI: a synthetic gradient comes back'),
  ],
  synthesizers: [
    model(layers, pair, 'Linear, sees the label'),
    model(layersWithoutLabel, pair, 'MLP, sees the message alone'),
    model(convolutionalLayers, ['pool1', 'conv2'], 'Convolutional, for feature maps'),
  ],
  'synthetic-gradient': [locking(layers)],
  'bootstrapped-target': [model(layers, chain)],
  'zero-start': [
    {
      kind: 'curves',
      title: 'Norm of the gradient, hidden2 → logits',
      axis: 'Norm of the gradient',
      until: 400,
      lines: [
        {
          metric: edgeMetricName(highEdge, 'true-gradient'),
          color: '--true-gradient',
          label: 'true',
        },
        {
          metric: edgeMetricName(highEdge, 'synthetic-gradient'),
          color: '--synthetic-gradient',
          label: 'synthetic',
        },
      ],
    },
  ],
  'conditioned-edge': [
    model(decoupledOnly(layersWithoutLabel, [lowEdge]), pair, 'DNI: M(h)'),
    model(layers, pair, 'cDNI: M(h, c), with c the label'),
  ],
  'synthetic-input': [
    locking(layers, 'Synthetic gradients'),
    locking(unlockedLayers, 'Synthetic gradients and synthetic inputs'),
  ],
  modules: [
    model(decoupledOnly(layers, [lowEdge]), chain, 'One decoupled edge: two modules'),
    model(layers, chain, 'Two decoupled edges: three modules'),
  ],
  'update-schedule': [{ kind: 'sparse-updates', experiment: sparseLayers }],
  'edge-signs': [
    model(decoupledOnly(layers, [lowEdge]), chain, 'Decoupled, and coupled'),
    model(recurrent, core, 'Decoupled, one tick later'),
  ],
  methods: [
    ...(['backprop', 'dni', 'none'] as const).map((method) =>
      model(withMethod(layers, method), pair, methodInfo[method].label),
    ),
  ],
  'recurrent-edge': [model(withMethod(recurrent, 'none'), core)],
  unroll: [
    locking(withMethod(withUnroll(recurrent, 4, 4), 'none'), 'T = 4'),
    locking(withMethod(withUnroll(recurrent, 2, 4), 'none'), 'T = 2'),
  ],
  cut: [
    locking(withMethod(recurrent, 'none'), 'none: truncated'),
    locking(recurrent, 'DNI: predicted'),
  ],
  'recurrent-dni': [model(recurrent, core), locking(recurrent)],
  'two-rates': [
    model(twoRates, cores),
    { kind: 'locking', experiment: withUnroll(twoRates, 2, 2), shown: cores, title: 'T = 2' },
  ],
  'critical-path': [
    locking(withMethod(layers, 'backprop'), 'backprop'),
    locking(layers, 'DNI'),
    locking(unlockedLayers, 'DNI, with synthetic inputs'),
  ],
  'synthesizer-loss': [interfaceCurves('synthesizer-loss', 'Synthesizer loss', 0)],
  'interface-quality': [
    interfaceCurves('cosine', 'Cosine', 0),
    interfaceCurves('relative-error', 'Relative error', 1),
  ],
  intervals: [
    {
      kind: 'groups',
      groups: [
        { label: '2 seeds', method: 'dni', count: 2 },
        { label: '3 seeds', method: 'dni', count: 3 },
        { label: '5 seeds', method: 'dni', count: 5 },
      ],
    },
  ],
  study: [
    {
      kind: 'groups',
      groups: [
        { label: 'backprop', method: 'backprop', count: 5 },
        { label: 'DNI', method: 'dni', count: 5 },
        { label: 'none', method: 'none', count: 5 },
      ],
    },
  ],
  statuses: [{ kind: 'statuses' }],
};
