import { inputSize } from '#spec/counts';
import type { Experiment } from '#spec/experiment';
import {
  findModules,
  mapNodesToModules,
  stronglyConnectedComponents,
  topologicalOrder,
  incomingEdges,
  type Module,
} from '#spec/graph';
import { findLabelField, labelSize } from '#spec/label-field';
import { edgeId, type Decoupling, type Edge, type EdgeId } from '#spec/model';
import { isCore } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import { inferShapes, messageShape } from '#spec/shapes';
import { isSequential, type Fields } from '#spec/task';
import { inferUpdateWindows, isRecurrent } from '#spec/update-windows';
import { nameNodes, PythonNames } from './python-names';

/** A decoupled edge as the script builds it. */
export interface ScriptInterface {
  id: EdgeId;
  edge: Edge;
  spec: Decoupling;
  /** Ids of the modules below and above. */
  from: string;
  to: string;
  /** Of one example's message, the channels last. */
  shape: readonly number[];
  /** The target that its synthesizer is shown; null without one. */
  labelField: string | null;
  /** Numbers of the context. */
  contextWidth: number;
  /** Whether it is carried within one module: cut only where a window ends. */
  isRecurrent: boolean;
  /** k. */
  scale: number;
}

/** An experiment with all that follows from it, for the parts of the script. */
export interface ScriptSource {
  experiment: Experiment;
  fields: Fields;
  shapes: Readonly<Record<string, number[]>>;
  modules: readonly Module[];
  moduleOf: ReadonlyMap<string, string>;
  /** Strongly connected components in topological order, without the inputs. */
  components: readonly (readonly string[])[];
  interfaces: readonly ScriptInterface[];
  /** Numbers of all inputs side by side, labels one-hot. */
  inputWidth: number;
  isStream: boolean;
  /** Ticks of a step; null where the curriculum says. */
  ticks: number | null;
  /** Ticks before a window that a synthesizer is shown. */
  history: number;
  names: PythonNames;
  /** By node, its name in Python. */
  nodeNames: ReadonlyMap<string, string>;
}

/** k of recurrent edges where the model does not set it; see `engine/model/network.ts`. */
const recurrentScale = 0.1;

/** Works out what the script needs of an experiment, which has to be valid. */
export function readScriptSource(experiment: Experiment, fields: Fields): ScriptSource {
  const { model, task, training } = experiment;
  const { shapes } = inferShapes(model, fields);
  const modules = findModules(model);
  const moduleOf = mapNodesToModules(modules);
  const names = new PythonNames();
  const inputWidth = Object.entries(model.nodes).reduce(
    (sum, [id, node]) => (node.kind === 'input' ? sum + inputSize(node, shapes[id], fields) : sum),
    0,
  );
  const { periods } = inferPeriods(model);
  const interfaces =
    training.method === 'dni'
      ? model.edges.flatMap((edge): ScriptInterface[] => {
          if (!edge.decoupled) return [];
          const { condition } = edge.decoupled.synthesizer;
          const labelField = condition === 'label' ? findLabelField(model, edge) : null;
          const isBorder = isRecurrent(model, edge, periods, moduleOf);
          return [
            {
              id: edgeId(edge),
              edge,
              spec: edge.decoupled,
              from: moduleOf.get(edge.from) ?? '',
              to: moduleOf.get(edge.to) ?? '',
              shape: messageShape(model, shapes, edge) ?? [],
              labelField,
              contextWidth:
                typeof condition === 'object'
                  ? condition.inputs * inputWidth
                  : labelField === null
                    ? 0
                    : labelSize(model, edge, fields),
              isRecurrent: isBorder,
              scale: edge.decoupled.syntheticGradientScale ?? (isBorder ? recurrentScale : 1),
            },
          ];
        })
      : [];
  const isStream = isSequential(task);
  const inModules = new Set(modules.flatMap(({ nodes }) => nodes));
  return {
    experiment,
    fields,
    shapes,
    modules,
    moduleOf,
    components: stronglyConnectedComponents(model, inModules),
    interfaces,
    inputWidth,
    isStream,
    ticks: isStream ? (inferUpdateWindows(experiment)?.step ?? null) : 1,
    history: Math.max(0, ...interfaces.map(historyOf)),
    names,
    nodeNames: nameNodes(topologicalOrder(model).order, names),
  };
}

function historyOf({ spec, isRecurrent: isBorder }: ScriptInterface): number {
  const { condition } = spec.synthesizer;
  if (typeof condition === 'object') return condition.inputs;
  return condition && !isBorder ? 1 : 0;
}

/** Whether the nodes of a component are computed tick by tick. */
export function isCycle({ experiment }: ScriptSource, component: readonly string[]): boolean {
  const [only = ''] = component;
  return (
    component.length > 1 || incomingEdges(experiment.model, only).some(({ from }) => from === only)
  );
}

/** Whether an edge is decoupled in this method, and joins two modules. */
export function isCut({ experiment, moduleOf }: ScriptSource, edge: Edge): boolean {
  return (
    experiment.training.method !== 'backprop' &&
    edge.decoupled !== undefined &&
    moduleOf.get(edge.from) !== moduleOf.get(edge.to)
  );
}

/** Whether the reader of a delayed edge computes all ticks of a window in one call. */
export function readsAllTicksDelayed(source: ScriptSource, edge: Edge): boolean {
  if (edge.delay === undefined) return false;
  const { components, experiment } = source;
  const nodes = components.find((members) => members.includes(edge.to)) ?? [];
  const node = experiment.model.nodes[edge.to];
  if (nodes.includes(edge.from)) return false;
  return !isCycle(source, nodes) || (node !== undefined && isCore(node));
}

/** Whether sequences begin in the stream, which sets the state to zero. */
export function hasSequences({ experiment: { task } }: ScriptSource): boolean {
  switch (task.kind) {
    case 'text':
      return task.resetEvery > 0;
    case 'sequence':
      return task.length !== undefined;
    default:
      return ['copy', 'repeatCopy', 'reber', 'brackets', 'counting'].includes(task.kind);
  }
}

/** The probability with which each module updates in a step. */
export function updateProbabilities({ experiment, modules }: ScriptSource): Map<string, number> {
  const { model, training } = experiment;
  if (training.method === 'backprop') return new Map();
  const probabilities = modules.map((module): [string, number] => {
    const settings = module.nodes.map((node) => model.modules[node]).find(Boolean);
    return [module.id, settings?.updateProbability ?? training.updateProbability];
  });
  return new Map(probabilities.some(([, probability]) => probability < 1) ? probabilities : []);
}
