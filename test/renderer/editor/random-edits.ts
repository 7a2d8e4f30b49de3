import { computeLayout } from '#diagram/layout/compute-layout';
import { nodeSize, type Point } from '#diagram/layout/geometry';
import { frameColors } from '#spec/annotations';
import { applyFix } from '#spec/apply-fix';
import { checkExperiment } from '#spec/check-experiment';
import type { Experiment } from '#spec/experiment';
import { findModules } from '#spec/graph';
import { edgeId, type EdgeId } from '#spec/model';
import { nodeCatalogue } from '#spec/node-catalogue';
import type { NodeKind } from '#spec/nodes';
import { inferShapes } from '#spec/shapes';
import { taskFields } from '#spec/task';
import * as annotations from '../../../src-renderer/editor/annotations';
import { align, distribute, type Boxes } from '../../../src-renderer/editor/arrange';
import * as clipboard from '../../../src-renderer/editor/clipboard';
import { coupleAll, decoupleAll } from '../../../src-renderer/editor/decouple-all';
import * as edgeEdits from '../../../src-renderer/editor/edge-edits';
import * as nodeEdits from '../../../src-renderer/editor/edits';
import { makeRoom } from '../../../src-renderer/editor/make-room';
import { setModuleSetting } from '../../../src-renderer/editor/module-setting';
import { addNodeAt, type NodePlace } from '../../../src-renderer/editor/node-place';
import { reconnect, validateReconnection } from '../../../src-renderer/editor/reconnect';
import { findBlock, repeatBlock } from '../../../src-renderer/editor/repeat';
import { replaceNode, validateReplacement } from '../../../src-renderer/editor/replace-node';
import { splitEdge, validateSplit } from '../../../src-renderer/editor/split-edge';
import type { Random } from './random';

/** Every kind of edit with random arguments; one that is not possible returns the experiment as it is. */
type Edit = (experiment: Experiment, random: Random) => Experiment;

/** A model that grows beyond this is only edited in other ways, so that the test stays quick. */
const maxNodes = 16;
const kinds = Object.keys(nodeCatalogue) as NodeKind[];
const viewport = { width: 960, height: 560 };

const idsOf = ({ model }: Experiment): string[] => Object.keys(model.nodes);
const edgesOf = ({ model }: Experiment): EdgeId[] => model.edges.map(edgeId);
const hasRoom = (experiment: Experiment, more: number): boolean =>
  idsOf(experiment).length + more <= maxNodes;
const fieldsOf = ({ task }: Experiment): ReturnType<typeof taskFields> => taskFields(task);
const shapesOf = (experiment: Experiment): Record<string, number[]> =>
  inferShapes(experiment.model, fieldsOf(experiment)).shapes;
const positionsOf = (experiment: Experiment): Record<string, Point> =>
  computeLayout(experiment, {}, viewport);
const placed = (experiment: Experiment): Experiment =>
  nodeEdits.moveNodes(experiment, positionsOf(experiment));
const point = (random: Random): Point => ({ x: random.below(2000), y: random.below(1000) });

function addAt(kindOfPlace: Exclude<NodePlace['kind'], 'free'>): Edit {
  return (experiment, random) => {
    const ends = kindOfPlace === 'edge' ? edgesOf(experiment) : idsOf(experiment);
    if (ends.length === 0 || !hasRoom(experiment, 1)) return experiment;
    const end = random.pick<string>(ends);
    const place: NodePlace =
      kindOfPlace === 'edge'
        ? { kind: 'edge', edge: end as EdgeId }
        : { kind: kindOfPlace, node: end };
    const kind = random.pick(kinds);
    const fields = fieldsOf(experiment);
    return (
      addNodeAt(placed(experiment), kind, place, point(random), fields)?.experiment ?? experiment
    );
  };
}

/** Moves some nodes and notes. */
function moveBoxes(place: (boxes: Boxes, random: Random) => Record<string, Point>): Edit {
  return (experiment, random) => {
    const positions = positionsOf(experiment);
    const ids = random.some(idsOf(experiment), 4);
    const boxes = Object.fromEntries(
      ids.map((id) => [id, { ...(positions[id] as Point), ...nodeSize }]),
    );
    return annotations.moveTo(placed(experiment), { nodes: place(boxes, random) });
  };
}

export const edits: Readonly<Record<string, Edit>> = {
  add: (experiment, random) =>
    hasRoom(experiment, 1)
      ? nodeEdits.addNode(placed(experiment), random.pick(kinds), point(random)).experiment
      : experiment,
  addAfter: addAt('after'),
  addBefore: addAt('before'),
  addOnEdge: addAt('edge'),
  replaceByMenu: addAt('replace'),
  replace: (experiment, random) => {
    const [id] = random.some(idsOf(experiment), 1);
    const kind = random.pick(kinds);
    return id === undefined || validateReplacement(experiment, id, kind) !== null
      ? experiment
      : replaceNode(experiment, id, kind, fieldsOf(experiment)).experiment;
  },
  connect: (experiment, random) => {
    const ids = idsOf(experiment);
    if (ids.length === 0) return experiment;
    const [from, to] = [random.pick(ids), random.pick(ids)];
    return edgeEdits.validateConnection(experiment, from, to) === null
      ? edgeEdits.connect(placed(experiment), from, to)
      : experiment;
  },
  reconnect: (experiment, random) => {
    const [id] = random.some(edgesOf(experiment), 1);
    const ids = idsOf(experiment);
    if (id === undefined) return experiment;
    const [from = '', to = ''] = id.split('->');
    const ends =
      random.below(2) === 0 ? { from: random.pick(ids), to } : { from, to: random.pick(ids) };
    return validateReconnection(experiment, id, ends) === null
      ? reconnect(placed(experiment), id, ends)
      : experiment;
  },
  insertOnEdge: (experiment, random) => {
    const [edge] = random.some(edgesOf(experiment), 1);
    const [node] = random.some(idsOf(experiment), 1);
    if (edge === undefined || node === undefined) return experiment;
    if (validateSplit(experiment, edge, node) !== null) return experiment;
    const [from = '', to = ''] = edge.split('->');
    const room = makeRoom(experiment.model, positionsOf(experiment), from, to, point(random));
    return splitEdge(nodeEdits.moveNodes(placed(experiment), room?.moved ?? {}), edge, node);
  },
  deleteAndJoin: (experiment, random) =>
    nodeEdits.removeAndJoin(placed(experiment), random.some(idsOf(experiment), 2), []),
  deleteOnly: (experiment, random) =>
    nodeEdits.removeElements(
      placed(experiment),
      random.some(idsOf(experiment), 2),
      random.some(edgesOf(experiment), 1),
    ),
  deleteEdges: (experiment, random) =>
    nodeEdits.removeAndJoin(placed(experiment), [], random.some(edgesOf(experiment), 2)),
  decouple: (experiment, random) => {
    const [id] = random.some(edgesOf(experiment), 1);
    if (id === undefined || edgeEdits.validateDecoupling(experiment, id) !== null)
      return experiment;
    const decoupling = edgeEdits.createDecoupling(experiment, id, shapesOf(experiment));
    return edgeEdits.setDecoupling(experiment, id, decoupling);
  },
  decoupleAll: (experiment) => decoupleAll(experiment, edgesOf(experiment), shapesOf(experiment)),
  coupleAll: (experiment, random) => coupleAll(experiment, random.some(edgesOf(experiment), 9)),
  delay: (experiment, random) => {
    const [id] = random.some(edgesOf(experiment), 1);
    if (id === undefined || edgeEdits.validateDelayChange(experiment, id) !== null)
      return experiment;
    const isDelayed = experiment.model.edges.some((edge) => edgeId(edge) === id && edge.delay);
    return edgeEdits.setDelay(experiment, id, !isDelayed);
  },
  setting: (experiment, random) =>
    random
      .some(idsOf(experiment), 3)
      .filter((id) => 'units' in (experiment.model.nodes[id] ?? {}))
      .reduce(
        (changed, id) => nodeEdits.updateNode(changed, id, { units: 1 + random.below(64) }),
        experiment,
      ),
  moduleSetting: (experiment, random) => {
    const [module] = random.some(findModules(experiment.model), 1);
    const value = random.below(2) === 0 ? 0.5 : undefined;
    return module ? setModuleSetting(experiment, module, 'updateProbability', value) : experiment;
  },
  training: (experiment, random) =>
    nodeEdits.updateTraining(experiment, { steps: 1 + random.below(1000) }),
  rename: (experiment, random) => {
    const [id] = random.some(idsOf(experiment), 1);
    const name = `renamed${random.below(1000)}`;
    return id === undefined || nodeEdits.validateNodeId(experiment, id, name) !== null
      ? experiment
      : nodeEdits.renameNode(experiment, id, name);
  },
  fix: (experiment, random) => {
    const fixes = checkExperiment(experiment, fieldsOf(experiment)).flatMap(({ fix }) => fix ?? []);
    return fixes.length === 0 ? experiment : applyFix(experiment, random.pick(fixes));
  },
  move: moveBoxes((boxes, random) =>
    Object.fromEntries(Object.keys(boxes).map((id) => [id, point(random)])),
  ),
  align: moveBoxes((boxes, random) => align(boxes, random.pick(['left', 'middle', 'bottom']))),
  distribute: moveBoxes((boxes) => distribute(boxes, 'horizontal')),
  arrange: (experiment) => {
    const unplaced = annotations.withoutPositions(experiment);
    const before = positionsOf(experiment);
    return annotations.refitFrames(experiment, unplaced, before, positionsOf(unplaced));
  },
  repeat: (experiment, random) => {
    const block = findBlock(experiment, random.some(idsOf(experiment), 3));
    const count = 1 + random.below(2);
    if (typeof block === 'string' || !hasRoom(experiment, count * block.nodes.length))
      return experiment;
    return repeatBlock(placed(experiment), block, count, positionsOf(experiment)).experiment;
  },
  frame: (experiment, random) => {
    const nodes = random.some(idsOf(experiment), 4);
    const ids = { nodes, frames: [], notes: [] };
    const boxes = annotations.boxesOf(experiment, positionsOf(experiment), ids);
    const box = annotations.boxAround(boxes);
    return box ? annotations.addFrame(placed(experiment), box, 'Frame').experiment : experiment;
  },
  frameSettings: (experiment, random) => {
    const [id] = random.some(Object.keys(annotations.framesOf(experiment)), 1);
    const values = { title: `Title ${random.below(9)}`, color: random.pick(frameColors) };
    return id === undefined ? experiment : annotations.updateFrame(experiment, id, values);
  },
  moveFrame: (experiment, random) => {
    const [id] = random.some(Object.keys(annotations.framesOf(experiment)), 1);
    return id === undefined
      ? experiment
      : annotations.moveTo(placed(experiment), { frames: { [id]: point(random) } });
  },
  note: (experiment, random) => annotations.addNote(placed(experiment), point(random)).experiment,
  noteText: (experiment, random) => {
    const [id] = random.some(Object.keys(annotations.notesOf(experiment)), 1);
    const text = `Text ${random.below(9)}`;
    return id === undefined ? experiment : annotations.updateNote(experiment, id, { text });
  },
  deleteAnnotations: (experiment, random) =>
    annotations.removeAnnotations(experiment, {
      frames: random.some(Object.keys(annotations.framesOf(experiment)), 3),
      notes: random.some(Object.keys(annotations.notesOf(experiment)), 3),
    }),
  paste: (experiment, random) => {
    const nodes = random.some(idsOf(experiment), 3);
    if (!hasRoom(experiment, nodes.length)) return experiment;
    const copied = clipboard.copyPart(experiment, positionsOf(experiment), {
      nodes,
      frames: random.some(Object.keys(annotations.framesOf(experiment)), 1),
      notes: random.some(Object.keys(annotations.notesOf(experiment)), 1),
    });
    const clip = clipboard.parseClip(clipboard.formatClip(copied));
    if (typeof clip === 'string') throw new Error(clip);
    const taken = Object.values(positionsOf(experiment));
    const offset = clipboard.findPasteOffset(clip, taken, point(random));
    return clipboard.pasteClip(placed(experiment), clip, offset).experiment;
  },
};
