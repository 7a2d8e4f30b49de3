import type { SavedModel } from '#api/types';
import { checkExperiment } from '#spec/check';
import { countModel } from '#spec/counts';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { applyFix } from '#spec/fixes';
import { findModules } from '#spec/graph';
import { edgeId, type Decoupling, type EdgeId } from '#spec/model';
import { isLoss, type NodeKind } from '#spec/nodes';
import type { Problem } from '#spec/problems';
import { inferPeriods } from '#spec/periods';
import { inferShapes } from '#spec/shapes';
import { isSequential, taskFields, type Fields } from '#spec/task';
import * as wiring from './edge-edits';
import * as edits from './edits';
import * as history from './history';
import { inputField, targetField } from './change-task';
import { layoutOf, type Room } from './layout';
import { moduleNumbers } from '../canvas/module-number';
import { datasets } from '../stores/datasets.svelte';
import { models } from '../stores/models.svelte';
import { session } from '../stores/session.svelte';

/** What is on the canvas before a project has a model. */
const blank: Experiment = experimentSchema.parse({
  version: 1,
  name: 'New model',
  model: {
    nodes: {
      image: { kind: 'input', field: 'image' },
      logits: { kind: 'dense', units: 10 },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
    },
    edges: [
      { from: 'image', to: 'logits' },
      { from: 'logits', to: 'loss' },
    ],
  },
  task: { kind: 'mnist' },
  training: { steps: 10000, optimizer: { kind: 'adam', rate: 0.0003 } },
});

export interface Selection {
  nodes: readonly string[];
  edges: readonly EdgeId[];
}

const nothing: Selection = { nodes: [], edges: [] };

/** The model on the canvas: its versions, what is selected, and all that follows from it. */
export class Editor {
  #history = $state.raw(history.startHistory(blank));
  #saved = $state.raw(blank);
  #clipboard: edits.Piece | null = null;
  modelId = $state<string | null>(null);
  /** Of the canvas, in pixels: a model without saved positions is laid out for it. */
  room = $state.raw<Room>({ width: 960, height: 560 });
  selection = $state.raw<Selection>(nothing);

  /** Replaced on every change, never changed itself. */
  get spec(): Experiment {
    return this.#history.present;
  }

  dirty = $derived(this.#history.present !== this.#saved);
  canUndo = $derived(this.#history.past.length > 0);
  canRedo = $derived(this.#history.future.length > 0);

  /** The task's fields; null where its data is neither imported nor described. */
  fields = $derived.by(() => {
    const { task } = this.spec;
    const dataset = 'dataset' in task ? task.dataset : undefined;
    const imported = datasets.list.find(({ id }) => id === dataset);
    // The symbols of a text are known to main alone, which reads it.
    if (task.kind === 'text') return this.#textFields;
    return taskFields(task, imported?.fields);
  });
  #textFields = $state.raw<Fields | null>(null);
  problems = $derived<Problem[]>(checkExperiment(this.spec, this.fields));
  shapes = $derived(inferShapes(this.spec.model, this.fields).shapes);
  counts = $derived(countModel(this.spec.model, this.fields));
  /** By node: ticks of the stream from one of its own to the next. */
  periods = $derived(inferPeriods(this.spec.model).periods);
  modules = $derived(findModules(this.spec.model));
  /** By node: the number of its module, from 0 in the order of the modules. */
  moduleNumber = $derived(moduleNumbers(this.modules));
  /** Where every node stands: as saved, and laid out for those that were never moved. */
  positions = $derived(layoutOf(this.spec, this.shapes, this.room));

  /** Asks main for the symbols of the task's text; to be called anew when task or data sets change. */
  async learnText(): Promise<void> {
    const { task } = this.spec;
    if (task.kind !== 'text' || !session.project) return;
    const fields = await session.attempt(() => session.inProject('tasks.fields', { task }));
    if (this.spec.task === task) this.#textFields = fields;
  }

  open(model: SavedModel): void {
    this.#history = history.startHistory(model.spec);
    this.#saved = model.spec;
    this.modelId = model.id;
    this.selection = nothing;
  }

  /** A model of its own, not saved yet. */
  newFrom(spec: Experiment): void {
    this.#history = history.startHistory(spec);
    this.#saved = blank;
    this.modelId = null;
    this.selection = nothing;
  }

  /** Writes the model into the project, as a new one where it has no id. Throws WorkbenchError. */
  async save(): Promise<void> {
    const { spec } = this;
    if (this.modelId !== null && !this.dirty) return;
    const saved = await models.save(spec, this.modelId ?? undefined);
    this.modelId = saved.id;
    this.#saved = spec;
  }

  /** Makes `next` the present version. With a `key`, quick changes of one kind are undone together. */
  change(next: Experiment, key: string | null = null): void {
    if (next === this.spec) return;
    this.#history = history.change(this.#history, next, key, Date.now());
    this.#dropStaleSelection();
  }

  undo(): void {
    this.#history = history.undo(this.#history);
    this.#dropStaleSelection();
  }

  redo(): void {
    this.#history = history.redo(this.#history);
    this.#dropStaleSelection();
  }

  select(selection: Partial<Selection>): void {
    this.selection = { ...nothing, ...selection };
  }

  selectAll(): void {
    this.select({
      nodes: Object.keys(this.spec.model.nodes),
      edges: this.spec.model.edges.map(edgeId),
    });
  }

  add(kind: NodeKind, at: edits.Point): void {
    const { experiment, id } = edits.addNode(this.#settled, kind, at);
    this.change(this.#withField(experiment, id));
    this.select({ nodes: [id] });
  }

  /** Says why where it cannot be done. */
  connect(from: string, to: string): void {
    const problem = wiring.connectionProblem(this.spec, from, to);
    if (problem !== null) session.notify(problem, 'error');
    else this.change(wiring.connect(this.#settled, from, to));
  }

  removeSelected(): void {
    const { nodes, edges } = this.selection;
    if (nodes.length + edges.length === 0) return;
    this.change(edits.remove(this.#settled, nodes, edges));
  }

  /** Decouples an edge, or couples it again; says why where it cannot be done. */
  toggleDecoupled(id: EdgeId): void {
    const edge = this.spec.model.edges.find((one) => edgeId(one) === id);
    if (!edge) return;
    const problem = edge.decoupled ? null : wiring.decouplingProblem(this.spec, id);
    if (problem !== null) session.notify(problem, 'error');
    else
      this.setDecoupling(
        id,
        edge.decoupled ? undefined : wiring.newDecoupling(this.spec, id, this.shapes),
      );
    this.select({ edges: [id] });
  }

  setDecoupling(id: EdgeId, decoupling: Decoupling | undefined): void {
    this.change(wiring.setDecoupling(this.spec, id, decoupling), `decoupling ${id}`);
  }

  /** Lets an edge's message arrive a tick later, or at once; says why where it cannot be. */
  setDelay(id: EdgeId, delayed: boolean): void {
    const problem = wiring.delayProblem(this.spec, id);
    if (problem !== null) session.notify(problem, 'error');
    else this.change(wiring.setDelay(this.spec, id, delayed));
  }

  rename(id: string, name: string): void {
    if (edits.nameProblem(this.spec, id, name) !== null || id === name) return;
    this.change(edits.renameNode(this.spec, id, name));
    this.select({ nodes: [name] });
  }

  fix(problem: Problem): void {
    if (problem.fix) this.change(applyFix(this.spec, problem.fix));
  }

  /** Puts nodes where they were dragged to; a `key` as for `change`. */
  move(places: Record<string, edits.Point>, key: string): void {
    this.change(edits.moveNodes(this.#settled, places), key);
  }

  /** Lays every node out anew, for the room there is. */
  arrange(): void {
    const bare = { ...this.spec };
    delete bare.canvas;
    this.change(bare);
  }

  copy(): void {
    if (this.selection.nodes.length > 0)
      this.#clipboard = edits.copyNodes(
        this.spec,
        this.selection.nodes,
        (id) => this.positions[id] ?? { x: 0, y: 0 },
      );
  }

  paste(): void {
    if (!this.#clipboard) return;
    const { experiment, ids } = edits.pastePiece(this.#settled, this.#clipboard);
    this.change(experiment);
    this.select({ nodes: ids });
    // The next paste stands beside this one.
    this.copy();
  }

  duplicate(): void {
    this.copy();
    this.paste();
  }

  /** With every node's place written down, so that a change moves none of the others. */
  get #settled(): Experiment {
    return edits.moveNodes(this.spec, this.positions);
  }

  /** A new input or loss reads what the task offers, not the default of the catalogue. */
  #withField(experiment: Experiment, id: string): Experiment {
    const node = experiment.model.nodes[id];
    if (!this.fields || !node) return experiment;
    const sequential = isSequential(experiment.task);
    const field = inputField(this.fields, sequential);
    const target = targetField(this.fields, sequential);
    if (node.kind === 'input' && field !== undefined)
      return edits.setNode(experiment, id, { field });
    if (isLoss(node) && target !== undefined) return edits.setNode(experiment, id, { target });
    return experiment;
  }

  #dropStaleSelection(): void {
    const { nodes, edges } = this.spec.model;
    const ids = edges.map(edgeId);
    const { selection } = this;
    const next = {
      nodes: selection.nodes.filter((id) => id in nodes),
      edges: selection.edges.filter((id) => ids.includes(id)),
    };
    if (
      next.nodes.length !== selection.nodes.length ||
      next.edges.length !== selection.edges.length
    )
      this.selection = next;
  }
}

export const editor = new Editor();
