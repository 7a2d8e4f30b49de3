import { incomingEdges, outgoingEdges } from '#spec/graph';
import { edgeId, type Edge } from '#spec/model';
import { isLoss } from '#spec/nodes';
import { findField } from '#spec/task';
import { CycleWriter } from './cycle-writer';
import { call, text, withComment } from './python-text';
import { isCut, isCycle, type ScriptSource } from './script-source';

/**
 * The body of `Model.forward`, from the graph in topological order. A node that does not depend on its own output computes
 * all ticks of a window in one call; the nodes of a cycle compute tick by tick, as the program does
 * (`engine/unroll/unroll.ts`), so that synthesizers and batch normalisation see the same messages together.
 */
export function forwardBody(source: ScriptSource): string {
  return new ForwardWriter(source).write();
}

class ForwardWriter {
  readonly #source: ScriptSource;
  readonly #lines: string[] = [];
  readonly #predictions: string[] = [];
  readonly #after: string[] = [];
  /** The batch or the window. */
  readonly #data: string;

  constructor(source: ScriptSource) {
    this.#source = source;
    this.#data = source.isStream ? 'window' : 'batch';
  }

  write(): string {
    const { model } = this.#source.experiment;
    for (const [id, node] of Object.entries(model.nodes))
      if (node.kind === 'input') this.#assign(id, this.#inputExpression(id), id);
    for (const component of this.#source.components)
      if (isCycle(this.#source, component)) this.#writeCycle(component);
      else this.#writeNode(component[0] ?? '');
    const predictions = call('', this.#predictions, { indent: 15, open: '{}' });
    if (!this.#source.isStream) this.#line(`return ${predictions}`);
    else {
      this.#line(call('after = ', this.#after, { open: '{}', indent: 8 }));
      this.#line(`return ${predictions}, after`);
    }
    return this.#lines.join('\n');
  }

  #line(code: string): void {
    this.#lines.push(code);
  }

  #name(id: string): string {
    return this.#source.nodeNames.get(id) ?? id;
  }

  /** Writes `x = expression` with the shape of the node's message. */
  #assign(id: string, expression: string, node: string): void {
    this.#line(withComment(`${this.#name(id)} = ${expression}`, this.#shapeOf(node), 8));
  }

  #shapeOf(id: string): string {
    const shape = this.#source.shapes[id] ?? [];
    const [rows = 0, columns = 0, channels = 0] = shape;
    const sizes = shape.length === 3 ? [channels, rows, columns] : shape;
    return `[${[this.#source.isStream ? 'ticks · rows' : 'rows', ...sizes].join(', ')}]`;
  }

  #inputExpression(id: string): string {
    const { experiment, fields } = this.#source;
    const node = experiment.model.nodes[id];
    if (node?.kind !== 'input') throw new Error(`'${id}' is no input`);
    const field = findField(fields, node.field);
    const read = `${this.#data}.read(${text(node.field)})`;
    if (field?.kind === 'label')
      return node.layout === 'index' ? read : `one_hot(${read}, ${field.classes})`;
    const rank = field?.shape.length ?? 1;
    if (node.layout === 'grid' && rank === 3) return `${read}.permute(0, 3, 1, 2)`;
    return rank === 1 ? read : `${read}.flatten(1)`;
  }

  #writeNode(id: string): void {
    const { model } = this.#source.experiment;
    const node = model.nodes[id];
    if (!node) return;
    const messages = incomingEdges(model, id).map((edge) => this.#message(edge));
    if (isLoss(node)) this.#predictions.push(`${text(id)}: ${messages[0] ?? ''}`);
    else this.#assign(id, this.#compute(id, messages, 8), id);
    for (const edge of outgoingEdges(model, id))
      if (edge.delay !== undefined) this.#carry(edge, this.#name(id));
  }

  /** What the node above gets of all ticks. */
  #message(edge: Edge): string {
    const sent = this.#name(edge.from);
    const id = text(edgeId(edge));
    if (edge.delay === undefined) {
      if (!isCut(this.#source, edge)) return sent;
      return this.#isDni() ? `edges[${id}].send(${sent})` : `${sent}.detach()`;
    }
    if (this.#isInterface(edge)) return `edges[${id}].delay(state[${id}], ${sent})`;
    const constant = isCut(this.#source, edge) ? `${sent}.detach()` : sent;
    return `window.delay(state[${id}], ${constant})`;
  }

  #isDni(): boolean {
    return this.#source.experiment.training.method === 'dni';
  }

  #isInterface(edge: Edge): boolean {
    return this.#isDni() && edge.decoupled !== undefined;
  }

  /** The layer of a node on its messages. */
  #compute(id: string, messages: readonly string[], indent: number): string {
    const node = this.#source.experiment.model.nodes[id];
    if (node?.kind === 'add') return messages.join(' + ');
    if (node?.kind === 'concat')
      return messages.length === 1
        ? (messages[0] ?? '')
        : call('torch.cat', [`(${messages.join(', ')})`, '1'], { indent });
    const from = id.length + 3;
    return call(`self.${this.#name(id)}`, messages, { indent: indent + from });
  }

  /** The message with which the next window begins; `sent`: all messages. The edge sees it too. */
  #carry(edge: Edge, sent: string): void {
    const id = text(edgeId(edge));
    this.#after.push(`${id}: ${sent}[-window.rows :]`);
    // The nodes above are on the way yet: an edge that is read later leaves the window in `delay`.
    const isReadLater = !this.#isSameComponent(edge);
    if (this.#isInterface(edge) && !isReadLater) this.#line(`edges[${id}].leave(${sent})`);
  }

  #isSameComponent(edge: Edge): boolean {
    return this.#source.components.some(
      (nodes) => nodes.includes(edge.from) && nodes.includes(edge.to),
    );
  }

  #writeCycle(component: readonly string[]): void {
    const { model } = this.#source.experiment;
    const cycle = new CycleWriter(this.#source, component, (edge) => this.#message(edge));
    this.#line(cycle.write());
    for (const id of component) {
      const joined = `torch.cat(${this.#name(id)})`;
      this.#assign(id, joined, id);
      for (const edge of outgoingEdges(model, id)) {
        if (edge.delay === undefined) continue;
        const states = cycle.statesOf(edge);
        this.#carry(edge, states ?? this.#name(id));
      }
    }
  }
}
