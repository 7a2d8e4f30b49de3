/** What a model is made of, node by node, as tables of texts. */
import { summarizeSynthesizer } from '#diagram/synthesizer-summary';
import { missing, type TextColumn, type TextTable } from '#analysis/tables/text-table';
import { formatCount } from '#analysis/format-value';
import { countModel, type Count, type Counts } from '#spec/counts';
import type { Experiment } from '#spec/experiment';
import { findModules, incomingEdges, mapNodesToModules, type Module } from '#spec/graph';
import { edgeId, type Edge, type Model } from '#spec/model';
import { findNodeEntry } from '#spec/node-catalogue';
import { formatShape } from '#spec/problems';
import { inferShapes } from '#spec/shapes';
import type { Fields } from '#spec/task';
import { describeDecoupling, describeNode, listTraining, type Fact } from './setting-texts';

export interface ModelSummary {
  name: string;
  description: string;
  nodes: TextTable;
  /** Null where no edge is decoupled. */
  interfaces: TextTable | null;
  totals: Fact[];
  training: Fact[];
}

/** `fields`: null where the data of the task are not known; what follows from them is missing then. */
export function summarizeModel(experiment: Experiment, fields: Fields | null): ModelSummary {
  const { name, description = '', model } = experiment;
  const modules = findModules(model);
  const counts = countModel(model, fields);
  return {
    name,
    description,
    nodes: tabulateNodes(experiment, { fields, modules, counts }),
    interfaces: tabulateInterfaces(experiment, counts),
    totals: listTotals(modules, counts),
    training: listTraining(experiment),
  };
}

const whole = new Intl.NumberFormat('en-US');
const text = (title: string, explanation: string): TextColumn => ({
  ...{ title, explanation, align: 'left' },
});
const number = (title: string, explanation: string): TextColumn => ({
  ...{ title, explanation, align: 'right' },
});
const countColumns = [
  number('Parameters', 'values that are learnt'),
  { ...number('Multiply-adds', 'of a forward pass of one example'), shortTitle: 'MACs' },
];
const countCells = (count: Count | undefined): string[] =>
  count ? [count.parameters, count.multiplyAdds].map(formatWhole) : [missing, missing];

/** Exact: a reader adds the numbers up. */
function formatWhole(value: number): string {
  return whole.format(value);
}

function tabulateNodes(
  { name, model }: Experiment,
  {
    fields,
    modules,
    counts,
  }: { fields: Fields | null; modules: readonly Module[]; counts: Counts },
): TextTable {
  const { shapes } = inferShapes(model, fields);
  const moduleOf = mapNodesToModules(modules);
  const numberOf = new Map(modules.map(({ id }, index) => [id, String(index + 1)]));
  const rows = Object.entries(model.nodes).map(([id, node]) => {
    const shape = shapes[id];
    const module = moduleOf.get(id);
    return [
      ...[id, findNodeEntry(node).label, describeNode(node)],
      listSources(model, id),
      shape ? formatShape(shape) : missing,
      ...countCells(counts.nodes[id]),
      module === undefined ? missing : (numberOf.get(module) ?? missing),
    ];
  });
  return {
    caption: `The model ${name}: its nodes, with the shape of what each gives without the batch axis, its parameters, and its multiply-adds in the forward pass of one example.`,
    columns: [
      text('Node', 'its id'),
      text('Kind', 'what it computes'),
      text('Settings', 'those that its result follows from'),
      { ...text('Reads', 'where its messages come from'), isDetail: true },
      text('Output', 'shape of what it gives, without the batch axis'),
      ...countColumns,
      number('Module', 'nodes of one number update together'),
    ],
    rows,
    notes: [],
  };
}

/** `hidden1, core (t−1)`. */
function listSources(model: Model, id: string): string {
  const edges = incomingEdges(model, id);
  return edges.map(({ from, delay }) => (delay ? `${from} (t−1)` : from)).join(', ') || missing;
}

function tabulateInterfaces({ name, model }: Experiment, counts: Counts): TextTable | null {
  const decoupled = model.edges.filter((edge) => edge.decoupled);
  if (decoupled.length === 0) return null;
  return {
    caption: `The decoupled edges of the model ${name} and the synthesizers that predict their gradients.`,
    columns: [
      text('Edge', 'from and to'),
      text('Synthesizer', 'its layers, and what it is conditioned on'),
      text('Settings', 'those that are not as usual'),
      ...countColumns,
    ],
    rows: decoupled.map((edge) => describeInterface(edge, counts)),
    notes: [],
  };
}

function describeInterface(edge: Edge, counts: Counts): string[] {
  const id = edgeId(edge);
  const parts = [counts.synthesizers[id], counts.syntheticInputs[id]].flatMap((part) => part ?? []);
  const isKnown = !counts.unknown.interfaces.includes(id);
  const count = {
    parameters: parts.reduce((sum, { parameters }) => sum + parameters, 0),
    multiplyAdds: parts.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
  };
  return [
    `${edge.from} → ${edge.to}${edge.delay ? ' (t−1)' : ''}`,
    edge.decoupled ? summarizeSynthesizer(edge.decoupled) : '',
    edge.decoupled ? describeDecoupling(edge.decoupled) : '',
    ...countCells(isKnown ? count : undefined),
  ];
}

function listTotals(modules: readonly Module[], { total, interfaces, unknown }: Counts): Fact[] {
  const isPartial = unknown.nodes.length > 0 || unknown.interfaces.length > 0;
  const known = isPartial ? ', as far as they are known without the data' : '';
  return [
    { name: 'Parameters', value: `${formatWhole(total.parameters)} of the model${known}` },
    { name: 'Interfaces', value: `${formatWhole(interfaces.parameters)} parameters beside them` },
    {
      name: 'Multiply-adds',
      value: `${formatCount(total.multiplyAdds)} in a forward pass of one example, ${formatCount(interfaces.multiplyAdds)} of interfaces`,
    },
    { name: 'Modules', value: String(modules.length) },
  ];
}
