import { incomingEdges } from '#spec/graph';
import { edgeId, type Edge } from '#spec/model';
import { isCore } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import { call, indentLines, text, withComment } from './python-text';
import { hasSequences, isCut, type ScriptSource } from './script-source';

/** Writes the loop over the ticks for the nodes of a cycle. */
export class CycleWriter {
  readonly #source: ScriptSource;
  readonly #component: readonly string[];
  readonly #wholeMessage: (edge: Edge) => string;
  readonly #before: string[] = [];
  readonly #inside: string[] = [];
  readonly #states = new Map<string, string>();
  /** What becomes of the messages at the end of a tick: those that are read one tick later. */
  readonly #later: string[] = [];
  /** Delayed edges from other components that the loop reads tick by tick. */
  readonly #leaving: Edge[] = [];

  constructor(
    source: ScriptSource,
    component: readonly string[],
    wholeMessage: (edge: Edge) => string,
  ) {
    this.#source = source;
    this.#component = component;
    this.#wholeMessage = wholeMessage;
  }

  /** The variable with all states of a core, for the edge that carries them. */
  statesOf(edge: Edge): string | null {
    return this.#states.get(edgeId(edge)) ?? null;
  }

  write(): string {
    for (const id of this.#component) this.#writeNode(id);
    const lists = this.#component.map((id) => `${this.#name(id)} = []`);
    const isLoop = this.#component.length === 1;
    const comment = `# ${isLoop ? `${this.#component[0]} reads its own state` : `${this.#component.join(', ')} are a cycle`}: one tick after the other.`;
    const later =
      this.#later.length > 0
        ? ['    if tick < window.ticks:', ...this.#later.map((line) => `        ${line}`)]
        : [];
    const states = [...this.#states.values()].map((name) => `${name} = torch.cat(${name})`);
    const leaving = this.#leaving.map(
      (edge) => `edges[${text(edgeId(edge))}].leave(${this.#name(edge.from)})`,
    );
    return [
      comment,
      ...this.#before,
      ...lists,
      ...[...this.#states.values()].map((name) => `${name} = []`),
      'for tick in range(1, window.ticks + 1):',
      ...this.#inside.map((code) => indentLines(code, 4)),
      ...later,
      ...states,
      ...leaving,
    ].join('\n');
  }

  #name(id: string): string {
    return this.#source.nodeNames.get(id) ?? id;
  }

  #writeNode(id: string): void {
    const { model } = this.#source.experiment;
    const node = model.nodes[id];
    if (!node) return;
    const edges = incomingEdges(model, id);
    const loop = edges.find((edge) => isStateLoop(model, edge));
    const messages = edges.filter((edge) => edge !== loop).map((edge) => this.#messageAt(edge));
    const name = this.#name(id);
    if (loop && isCore(node)) {
      const [state, states] = [
        this.#source.names.take(`${name}_state`),
        this.#source.names.take(`${name}_states`),
      ];
      this.#states.set(edgeId(loop), states);
      this.#before.push(`${state} = ${this.#entering(loop)}`);
      const code = call(`${state} = self.${name}`, [...messages, this.#kept(state)], {
        indent: 12,
      });
      this.#inside.push(
        withComment(
          code,
          `[rows, ${this.#source.shapes[id]?.[0] ?? 0}${node.kind === 'lstm' ? ' + the same' : ''}]`,
          12,
        ),
        `${states}.append(${state})`,
        `${name}.append(${node.kind === 'lstm' ? `${state}[:, :${node.units}]` : state})`,
      );
      return;
    }
    const value =
      node.kind === 'add'
        ? messages.join(' + ')
        : node.kind === 'concat'
          ? `torch.cat((${messages.join(', ')}), 1)`
          : `self.${name}(${messages.join(', ')})`;
    this.#inside.push(call(`${name}.append`, [value], { indent: 12 }));
  }

  /** What the node above gets at the tick of the loop. */
  #messageAt(edge: Edge): string {
    const isInside = this.#component.includes(edge.from);
    const readsAtOnce = isCore(
      this.#source.experiment.model.nodes[edge.to] ?? {
        kind: 'input',
        field: 'x',
        layout: 'vector',
      },
    );
    if (!isInside && readsAtOnce) return `${this.#split(edge, this.#wholeMessage(edge))}[tick - 1]`;
    const now = isInside
      ? `${this.#name(edge.from)}[-1]`
      : `${this.#split(edge, this.#name(edge.from))}[tick - 1]`;
    const passed = this.#pass(edge, now);
    if (edge.delay === undefined) return passed;
    const variable = this.#source.names.take(`${this.#name(edge.from)}_to_${this.#name(edge.to)}`);
    this.#before.push(`${variable} = ${this.#entering(edge)}`);
    this.#later.push(`${variable} = ${passed}`);
    if (!isInside && this.#isDni(edge)) this.#leaving.push(edge);
    return this.#kept(variable);
  }

  /** A message of one tick over the edge. */
  #pass(edge: Edge, message: string): string {
    if (!isCut(this.#source, edge)) return message;
    return this.#isDni(edge)
      ? `edges[${text(edgeId(edge))}].send(${message}, [tick])`
      : `${message}.detach()`;
  }

  #split(edge: Edge, whole: string): string {
    const variable = this.#source.names.take(`${this.#name(edge.from)}_at`);
    this.#before.push(`${variable} = ${call(`${whole}.split`, ['window.rows'])}`);
    return variable;
  }

  /** The message from before the window. */
  #entering(edge: Edge): string {
    const state = `state[${text(edgeId(edge))}]`;
    return this.#isDni(edge) ? `edges[${text(edgeId(edge))}].enter(${state})` : state;
  }

  #kept(variable: string): string {
    return hasSequences(this.#source) ? `window.keep(${variable}, tick)` : variable;
  }

  #isDni(edge: Edge): boolean {
    return this.#source.experiment.training.method === 'dni' && edge.decoupled !== undefined;
  }
}
