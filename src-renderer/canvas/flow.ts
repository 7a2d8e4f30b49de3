import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/svelte';
import { summaryOf, entryOf } from '#spec/catalogue';
import type { Experiment } from '#spec/experiment';
import { edgeId, type Decoupling, type EdgeId } from '#spec/model';
import { isLoss, type NodeKind } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import { formatShape, type Problem } from '#spec/problems';
import { messageShape } from '#spec/shapes';
import { isRecurrent } from '#spec/windows';
import { bendsOf } from '../editor/bends';
import { decouplingProblem } from '../editor/edge-edits';
import type { Point } from '../editor/edits';
import { gradientAlong, gradientKinds, type GradientKind } from '../editor/gradients';
import { cardSize } from '../editor/layout';

/** What a card shows of its node. */
export interface CardData extends Record<string, unknown> {
  kind: NodeKind;
  label: string;
  summary: string;
  /** Output shape of one example, `256` or `28 × 28 × 16`; empty for losses and while unknown. */
  shape: string;
  /** Number of its module from 0; null for inputs. */
  module: number | null;
  /** Ticks of the stream from one of its own to the next. */
  period: number;
  trouble: Problem['severity'] | null;
  hasInput: boolean;
  hasOutput: boolean;
}

export interface WireData extends Record<string, unknown> {
  /** Shape of the message. */
  shape: string;
  decoupled: Decoupling | null;
  /** `linear`, `2 × 1,024`, `conv`: the synthesizer in a word or two. */
  synthesizer: string;
  /** Which gradient comes back along it with the model's own method. */
  gradient: GradientKind;
  /** The message arrives one tick later. */
  delayed: boolean;
  /** Ticks for which a faster node hears the same message; 1 where it is new at every tick. */
  held: number;
  /** It stays within a module: decoupled, it is cut between windows, not between ticks. */
  recurrent: boolean;
  /** The y of its long piece where it leads back to the left; null where it leads on. */
  bend: number | null;
  /** Whether the canvas may offer to decouple it. */
  canDecouple: boolean;
  trouble: Problem['severity'] | null;
}

export type CardNode = FlowNode<CardData, 'card'>;
export type WireEdge = FlowEdge<WireData, 'wire'>;

interface View {
  experiment: Experiment;
  shapes: Record<string, number[]>;
  positions: Record<string, Point>;
  moduleNumber: ReadonlyMap<string, number>;
  problems: readonly Problem[];
  selection: { nodes: readonly string[]; edges: readonly EdgeId[] };
}

/** The cards of the canvas, one a node. */
export function cardsOf(view: View): CardNode[] {
  const { experiment, shapes, positions, moduleNumber, problems, selection } = view;
  const { periods } = inferPeriods(experiment.model);
  return Object.entries(experiment.model.nodes).map(([id, node]) => {
    const shape = shapes[id];
    return {
      id,
      type: 'card',
      position: positions[id] ?? { x: 0, y: 0 },
      width: cardSize.width,
      height: cardSize.height,
      selected: selection.nodes.includes(id),
      ariaLabel: `${entryOf(node).label} ${id}`,
      data: {
        kind: node.kind,
        label: entryOf(node).label,
        summary: summaryOf(node),
        shape: shape ? formatShape(shape) : '',
        module: moduleNumber.get(id) ?? null,
        period: periods[id] ?? 1,
        trouble: worst(problems.filter((problem) => problem.node === id)),
        hasInput: node.kind !== 'input',
        hasOutput: !isLoss(node),
      },
    };
  });
}

/** The wires of the canvas, one an edge; edges to nodes that do not exist cannot be drawn. */
export function wiresOf(view: View): WireEdge[] {
  const { experiment, shapes, positions, problems, selection } = view;
  const bends = bendsOf(experiment.model.edges, positions);
  const { method } = experiment.training;
  const gradients = gradientKinds(experiment.model, method);
  const { periods } = inferPeriods(experiment.model);
  return experiment.model.edges
    .filter(({ from, to }) => from in experiment.model.nodes && to in experiment.model.nodes)
    .map((edge) => {
      const id = edgeId(edge);
      const shape = messageShape(experiment.model, shapes, edge);
      const [sender, reader] = [periods[edge.from] ?? 1, periods[edge.to] ?? 1];
      return {
        id,
        type: 'wire',
        source: edge.from,
        target: edge.to,
        selected: selection.edges.includes(id),
        ariaLabel: `Edge ${id}${edge.delay ? ', one tick later' : ''}${edge.decoupled ? ', decoupled' : ''}`,
        data: {
          shape: shape ? formatShape(shape) : '',
          decoupled: edge.decoupled ?? null,
          synthesizer: edge.decoupled ? synthesizerWords(edge.decoupled) : '',
          gradient: gradientAlong(experiment.model, edge, gradients, method),
          delayed: edge.delay !== undefined,
          held: Math.max(1, sender / reader),
          recurrent: isRecurrent(experiment.model, edge, periods),
          bend: bends.get(id) ?? null,
          canDecouple: decouplingProblem(experiment, id) === null,
          trouble: worst(problems.filter((problem) => problem.edge === id)),
        },
      };
    });
}

/** `linear + label` or `MLP 1024, 1024` or `MLP 64 + last 8 inputs`. */
export function synthesizerWords({ synthesizer }: Pick<Decoupling, 'synthesizer'>): string {
  const { kind, hidden, condition } = synthesizer;
  const layers = hidden.join(', ');
  const words = kind === 'conv' ? `conv ${layers}` : hidden.length > 0 ? `MLP ${layers}` : 'linear';
  if (condition === undefined) return words.trim();
  const seen = condition === 'label' ? 'label' : `last ${condition.inputs} inputs`;
  return `${words.trim()} + ${seen}`;
}

function worst(problems: readonly Problem[]): Problem['severity'] | null {
  if (problems.some(({ severity }) => severity === 'error')) return 'error';
  return problems.length > 0 ? 'warning' : null;
}
