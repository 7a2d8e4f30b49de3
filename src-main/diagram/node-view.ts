import { summarizeNode, findNodeEntry } from '../spec/node-catalogue';
import { isLoss, type NodeKind } from '../spec/nodes';
import { inferPeriods } from '../spec/periods';
import { formatShape, type Problem } from '../spec/problems';
import type { DiagramSource } from './diagram-source';
import { findWorstSeverities } from './worst-severities';

/** What the card of a node shows. */
export interface NodeView {
  kind: NodeKind;
  label: string;
  summary: string;
  /** Output shape without the batch axis, `256` or `28 × 28 × 16`; empty for losses and while unknown. */
  shape: string;
  /** Position of the node's module among the modules; null for input nodes. */
  moduleIndex: number | null;
  /** Ticks of the stream between two ticks of the node. */
  period: number;
  /** The worst severity among its problems; null if it has none. */
  severity: Problem['severity'] | null;
  hasInput: boolean;
  hasOutput: boolean;
}

/** What the cards of all nodes show, by node id, in the order of the model. */
export function viewNodes(source: DiagramSource): Map<string, NodeView> {
  const { experiment, shapes, moduleIndex, problems } = source;
  const { periods } = inferPeriods(experiment.model);
  const severities = findWorstSeverities(problems, ({ node }) => node);
  return new Map(
    Object.entries(experiment.model.nodes).map(([id, node]): [string, NodeView] => {
      const shape = shapes[id];
      const { label } = findNodeEntry(node);
      return [
        id,
        {
          kind: node.kind,
          label,
          summary: summarizeNode(node),
          shape: shape ? formatShape(shape) : '',
          moduleIndex: moduleIndex.get(id) ?? null,
          period: periods[id] ?? 1,
          severity: severities.get(id) ?? null,
          hasInput: node.kind !== 'input',
          hasOutput: !isLoss(node),
        },
      ];
    }),
  );
}
