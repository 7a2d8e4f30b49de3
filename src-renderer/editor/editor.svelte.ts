import type { SavedModel } from '#api/types';
import { computeLayout, type Viewport } from '#diagram/layout/compute-layout';
import { findMissingParts } from '#diagram/missing-parts';
import { countModel } from '#spec/counts';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { applyFix } from '#spec/apply-fix';
import { findModules } from '#spec/graph';
import { edgeId, type Decoupling, type EdgeId } from '#spec/model';
import { keepModuleNumbers, numberModules } from '#spec/module-numbers';
import type { Problem } from '#spec/problems';
import { inferPeriods } from '#spec/periods';
import { inferShapes } from '#spec/shapes';
import { freeName } from '#spec/taken-name';
import { taskFields } from '#spec/task';
import * as annotations from './annotations';
import { closeGaps } from './close-gap';
import * as edgeEdits from './edge-edits';
import * as edits from './edits';
import { gatherNotes } from './gather-notes';
import * as history from './history';
import { asLastLayer } from './last-layer';
import { describeReplaced, findReplaced, makeWay } from './make-way';
import { OpenModelEntry, openModels } from './open-models.svelte';
import type { SaveStatus } from './save-status';
import { SameWithoutPlaces } from './same-without-places';
import { models } from '../stores/models.svelte';
import { problemsHere } from '../stores/readiness';
import { session } from '../stores/session.svelte';
import { taskData } from '../stores/task-data.svelte';
import { reportInvalidField } from '../stores/invalid-field';
import { commitTypedText } from '../stores/typed-text';

/** The model on the canvas as long as there is no other. */
export const blankExperiment: Experiment = experimentSchema.parse({
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

/** Ids of the selected nodes, edges, frames and notes. */
export interface Selection {
  nodes: readonly string[];
  edges: readonly EdgeId[];
  frames: readonly string[];
  notes: readonly string[];
}

const emptySelection: Selection = { nodes: [], edges: [], frames: [], notes: [] };

/**
 * The model that is being edited, with its history, its selection and everything derived from it. Each
 * edit replaces `spec` by a new experiment, is saved soon afterwards and can be undone. Edits that are
 * not possible show a notification instead. Every command first commits the text that is being typed.
 *
 *     editor.openAsNew(template.spec);
 *     editor.connect('hidden1', 'logits');
 *     editor.toggleDecoupled('hidden1->logits');
 *     const errors = editor.problems.filter(({ severity }) => severity === 'error');
 *     await editor.flush();
 */
export class Editor {
  #entry = $state.raw(
    new OpenModelEntry(null, {
      history: history.createHistory(blankExperiment),
      unchanged: blankExperiment,
    }),
  );
  /** Size of the visible canvas in pixels; a model without saved positions is laid out for it. */
  viewport = $state.raw<Viewport>({ width: 960, height: 560 });
  selection = $state.raw<Selection>(emptySelection);

  constructor() {
    session.on('project.changed', ({ what }) => {
      if (what === 'models') void this.lookAtFile();
    });
    session.onProjectOpened(() => void this.lookAtFile());
    $effect.root(() => {
      $effect(() => taskData.load(this.spec.task));
    });
  }

  /** The open model with its file. */
  get entry(): OpenModelEntry {
    return this.#entry;
  }

  /** Whether the open model is one of the open project: until its first one is opened, it is not. */
  get isOpen(): boolean {
    return session.project !== null && this.#entry.project?.id === session.project.id;
  }

  /** The present version. Every edit replaces it; it is never mutated. Saving it changes the snapshot, but not this. */
  readonly spec = $derived(this.#entry.snapshot.history.present);

  /** Id of the model in the project; null as long as it has no file. */
  get modelId(): string | null {
    return this.#entry.snapshot.id;
  }

  get status(): SaveStatus {
    return this.#entry.snapshot.status;
  }

  canUndo = $derived(this.#entry.snapshot.history.past.length > 0);
  canRedo = $derived(this.#entry.snapshot.history.future.length > 0);

  /** The model of the present version; edits of other parts, such as moves, leave it the same object. */
  model = $derived(this.spec.model);
  readonly #task = $derived(this.spec.task);
  readonly #withoutPlaces = new SameWithoutPlaces();
  /** The present version for what places and names do not matter to: an older one that differs in them alone. */
  withoutPlaces = $derived(this.#withoutPlaces.take(this.spec));
  /** What is known of the data of the task; null while the main process looks at it. */
  data = $derived(taskData.find(this.#task));
  /** The fields of the task; null where they follow from data that is not known. */
  fields = $derived(this.data ? this.data.fields : taskFields(this.#task));
  problems = $derived<Problem[]>(problemsHere(this.withoutPlaces));
  /** Message shapes by node id, without the batch axis. */
  shapes = $derived(inferShapes(this.model, this.fields).shapes);
  /** Parameters and multiply-adds of nodes, modules and synthesizers. */
  counts = $derived(countModel(this.model, this.fields));
  /** Ticks of the stream between two ticks of a node, by node id. */
  periods = $derived(inferPeriods(this.model).periods);
  modules = $derived(findModules(this.model));
  readonly #moduleNumbers = $derived(this.spec.canvas?.moduleNumbers);
  /** The number of each node's module, which decides its colour, by node id. */
  moduleIndex = $derived(numberModules(this.model, this.#moduleNumbers));
  /** The position of every node by node id: the saved one, else one from the layout. */
  positions = $derived(computeLayout(this.spec, this.shapes, this.viewport));

  /** Opens a saved model; one that was open before has its undo history. */
  open(model: SavedModel): void {
    if (session.project) this.show(openModels.open(session.project, model));
  }

  /**
   * Opens a model that is not in the project yet: its first change or `save` adds it. Its name gets a number where a
   * model of the project has it.
   */
  openAsNew(template: Experiment): void {
    if (!session.project) return;
    const spec = { ...template, name: freeName(template.name, models.names()) };
    const created = history.createHistory(spec);
    this.show(openModels.add(session.project, { history: created, unchanged: spec }));
  }

  /** Leaves the open model, which is saved, for another one. */
  show(entry: OpenModelEntry): void {
    this.settle();
    const previous = this.#entry;
    if (previous === entry) return;
    void previous.model.flush();
    if (previous.snapshot.status.kind === 'new') openModels.remove(previous);
    this.#entry = entry;
    this.selection = emptySelection;
    void this.lookAtFile();
  }

  /** Commits the text that is being typed in a field of the window. */
  settle(): void {
    commitTypedText();
  }

  /** Saves what is not saved yet, of all open models. Never throws: `status` tells if it failed. */
  async flush(): Promise<void> {
    this.settle();
    await openModels.flush();
  }

  /** Saves at once, also a new model without a change. `keepVersion` keeps the version in the history. */
  async save(options: { keepVersion?: boolean } = {}): Promise<void> {
    this.settle();
    await this.#entry.model.save(options);
    if (options.keepVersion) reportInvalidField('is not saved');
  }

  /** Takes over what another window or program has changed in the file. */
  async lookAtFile(): Promise<void> {
    await this.#entry.model.lookAtFile();
    this.#dropStaleSelection();
  }

  /** Makes `next` the present version. Quick changes with the same `mergeKey` are undone together. */
  change(next: Experiment, mergeKey: string | null = null): void {
    this.#entry.model.change(keepModuleNumbers(this.spec, next), mergeKey);
    this.#dropStaleSelection();
  }

  undo(): void {
    this.settle();
    this.#entry.model.undo();
    this.#dropStaleSelection();
  }

  redo(): void {
    this.settle();
    this.#entry.model.redo();
    this.#dropStaleSelection();
  }

  /** Undoes so many steps at once; negative: redoes them. */
  goBack(undos: number): void {
    this.settle();
    for (let left = Math.abs(undos); left > 0; left -= 1)
      if (undos > 0) this.#entry.model.undo();
      else this.#entry.model.redo();
    this.#dropStaleSelection();
  }

  select(selection: Partial<Selection>): void {
    this.settle();
    this.selection = { ...emptySelection, ...selection };
  }

  selectAll(): void {
    this.settle();
    this.select({
      nodes: Object.keys(this.spec.model.nodes),
      edges: this.spec.model.edges.map(edgeId),
      frames: Object.keys(annotations.framesOf(this.spec)),
      notes: Object.keys(annotations.notesOf(this.spec)),
    });
  }

  /**
   * Connects two nodes; notifies the user if that is not possible. Where the target takes one message and has one, the
   * new edge replaces the old one.
   */
  connect(from: string, to: string): void {
    this.settle();
    const problem = edgeEdits.validateConnection(makeWay(this.spec, { from, to }), from, to);
    if (problem !== null) {
      session.notify(problem, 'error');
      return;
    }
    const replaced = findReplaced(this.spec, { from, to });
    const free = makeWay(this.withAllPositions, { from, to });
    this.change(asLastLayer(edgeEdits.connect(free, from, to), from));
    if (replaced) session.notify(describeReplaced(replaced));
  }

  /** Removes what is selected, and joins the neighbours of nodes with one input and one output. */
  removeSelected({ join = true }: { join?: boolean } = {}): void {
    this.settle();
    const { nodes, edges, frames, notes } = this.selection;
    if (nodes.length + edges.length + frames.length + notes.length === 0) return;
    const placed = this.withAllPositions;
    const removed = join
      ? closeGaps(placed, edits.removeAndJoin(placed, nodes, edges))
      : edits.removeElements(placed, nodes, edges);
    this.change(annotations.removeAnnotations(removed, { frames, notes }));
  }

  /** Decouples an edge, or couples it again, and selects it; notifies the user if it is not possible. */
  toggleDecoupled(id: EdgeId): void {
    this.settle();
    const edge = this.spec.model.edges.find((candidate) => edgeId(candidate) === id);
    if (!edge) return;
    const problem = edge.decoupled ? null : edgeEdits.validateDecoupling(this.spec, id);
    if (problem !== null) session.notify(problem, 'error');
    else
      this.setDecoupling(
        id,
        edge.decoupled ? undefined : edgeEdits.createDecoupling(this.spec, id, this.shapes),
      );
    this.select({ edges: [id] });
  }

  setDecoupling(id: EdgeId, decoupling: Decoupling | undefined): void {
    this.change(edgeEdits.setDecoupling(this.spec, id, decoupling), `decoupling ${id}`);
  }

  /** Adds or removes the delay of an edge; notifies the user if that is not possible. */
  setDelay(id: EdgeId, delayed: boolean): void {
    this.settle();
    const problem = edgeEdits.validateDelayChange(this.spec, id);
    if (problem !== null) session.notify(problem, 'error');
    else this.change(edgeEdits.setDelay(this.spec, id, delayed));
  }

  /** Changes a node's id and selects the node; an invalid id changes nothing. */
  rename(id: string, name: string): void {
    this.settle();
    if (edits.validateNodeId(this.spec, id, name) !== null || id === name) return;
    this.change(edits.renameNode(this.spec, id, name));
    this.select({ nodes: [name] });
  }

  /** Applies the fix that a problem offers, if any: what `describeFix` says, as one change that can be undone. */
  fix(problem: Problem): void {
    this.settle();
    const { fix } = problem;
    if (!fix) return;
    const [part] = findMissingParts(this.spec, [problem], this.positions);
    if (!part?.node) return this.change(applyFix(this.spec, fix));
    // The node stands where the canvas has shown it as missing.
    const { id, position } = part.node;
    this.change(edits.moveNodes(applyFix(this.withAllPositions, fix), { [id]: position }));
    this.select({ nodes: [id] });
  }

  /** Moves nodes, frames and notes to new places; `mergeKey` is that of `change`. */
  move(places: annotations.Places, mergeKey: string): void {
    this.settle();
    this.change(annotations.moveTo(this.withAllPositions, places), mergeKey);
  }

  /** Discards the saved positions, so that every node is laid out again for the viewport; frames follow their nodes, and notes come near. */
  arrange(): void {
    this.settle();
    const unplaced = annotations.withoutPositions(this.spec);
    const laidOut = computeLayout(unplaced, this.shapes, this.viewport);
    const framed = annotations.refitFrames(this.spec, unplaced, this.positions, laidOut);
    this.change(gatherNotes(framed, laidOut));
  }

  /** The experiment with all positions saved, so that an edit does not move the other nodes. */
  get withAllPositions(): Experiment {
    return edits.moveNodes(this.spec, this.positions);
  }

  #dropStaleSelection(): void {
    const { nodes, edges } = this.spec.model;
    const ids = edges.map(edgeId);
    const { selection } = this;
    const [frames, notes] = [annotations.framesOf(this.spec), annotations.notesOf(this.spec)];
    const next = {
      nodes: selection.nodes.filter((id) => id in nodes),
      edges: selection.edges.filter((id) => ids.includes(id)),
      frames: selection.frames.filter((id) => id in frames),
      notes: selection.notes.filter((id) => id in notes),
    };
    const count = ({ nodes, edges, frames, notes }: Selection): number =>
      nodes.length + edges.length + frames.length + notes.length;
    if (count(next) !== count(selection)) this.selection = next;
  }
}

export const editor = new Editor();
