import type { Point } from '#diagram/layout/geometry';
import type { EdgeId } from '#spec/model';
import { findNodeEntry } from '#spec/node-catalogue';
import { validateConnection } from '../../editor/edge-edits';
import { editor } from '../../editor/editor.svelte';
import { reconnectEdge } from '../../editor/graph-commands';
import { findReplaced, makeWay } from '../../editor/make-way';
import { validateReconnection, type EdgeEnds } from '../../editor/reconnect';
import { session } from '../../stores/session.svelte';
import { orderNodes } from './graph-order';
import { directionOf, findNearest } from './nearest';

/** What is being connected: a node to another one, or one end of an edge to another node. */
export type Connecting =
  | { kind: 'node'; from: string }
  | { kind: 'edge'; edge: EdgeId; ends: EdgeEnds; end: keyof EdgeEnds };

/**
 * Connecting by keyboard. While it is on, the nodes that can be connected are marked, and every key chooses among them:
 * arrow keys move, letters filter by name, Enter connects, Escape leaves.
 *
 *     connectMode.start({ kind: 'node', from: 'hidden1' });
 *     connectMode.handleKey(event);
 */
export class ConnectMode {
  connecting = $state.raw<Connecting | null>(null);
  /** What is typed of the name of the target, or of its kind. */
  text = $state('');
  #chosen = $state<string | null>(null);

  /** The nodes that can be connected, in the order of the graph. */
  readonly #possible = $derived.by(() => {
    const { connecting } = this;
    if (!connecting) return [];
    return orderNodes(editor.spec.model).filter((id) => isPossible(connecting, id));
  });
  /** Those of them whose name or kind has the typed text. */
  readonly candidates = $derived(this.#possible.filter((id) => hasText(id, this.text)));
  /** The node that Enter connects; null where none has the typed text. */
  readonly target = $derived(
    this.#chosen !== null && this.candidates.includes(this.#chosen)
      ? this.#chosen
      : this.#firstCandidate(),
  );

  /** The node that stays: where the connection starts, or the end of the edge that is not moved. */
  get fixed(): string | null {
    const { connecting } = this;
    if (!connecting) return null;
    if (connecting.kind === 'node') return connecting.from;
    return connecting.end === 'to' ? connecting.ends.from : connecting.ends.to;
  }

  /** Begins to connect; notifies the user where there is nothing to connect to. */
  start(connecting: Connecting): void {
    editor.settle();
    this.text = '';
    this.#chosen = null;
    this.connecting = connecting;
    if (this.#possible.length > 0) return;
    this.stop();
    session.notify('There is no other node that it can be connected to.');
  }

  stop(): void {
    this.connecting = null;
  }

  /** What a key does while connecting. Returns whether it means something there. */
  handleKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey || altKey) return false;
    const direction = directionOf(key);
    if (direction) this.#move(direction);
    else if (key === 'Enter') this.#connect();
    else if (key === 'Escape') this.stop();
    else if (key === 'Tab') this.#step(shiftKey ? -1 : 1);
    else if (key === 'Backspace') this.text = this.text.slice(0, -1);
    else if (/^[\w-]$/.test(key)) this.text += key;
    else return false;
    return true;
  }

  /** Without a choice: the nearest node, ahead of the fixed one where there is one, that no edge is taken from. */
  #firstCandidate(): string | null {
    const from = this.#place(this.fixed);
    const free = this.candidates.filter((id) => !this.#replacesEdge(id));
    const candidates = free.length > 0 ? free : this.candidates;
    return findNearest(editor.positions, from, 'right', candidates) ?? candidates[0] ?? null;
  }

  #replacesEdge(id: string): boolean {
    const { connecting } = this;
    return (
      connecting?.kind === 'node' &&
      findReplaced(editor.spec, { from: connecting.from, to: id }) !== null
    );
  }

  #move(direction: 'left' | 'right' | 'up' | 'down'): void {
    const from = this.#place(this.target ?? this.fixed);
    this.#chosen = findNearest(editor.positions, from, direction, this.candidates) ?? this.target;
  }

  #step(by: 1 | -1): void {
    const { length } = this.candidates;
    const at = this.candidates.indexOf(this.target ?? '');
    this.#chosen = this.candidates[(at + by + length) % length] ?? null;
  }

  #connect(): void {
    const { connecting, target } = this;
    if (!connecting || target === null) return;
    this.stop();
    if (connecting.kind === 'edge') {
      reconnectEdge(connecting.edge, { ...connecting.ends, [connecting.end]: target });
      return;
    }
    editor.connect(connecting.from, target);
    editor.select({ nodes: [target] });
  }

  #place(id: string | null): Point {
    return editor.positions[id ?? ''] ?? { x: 0, y: 0 };
  }
}

function hasText(id: string, text: string): boolean {
  const node = editor.spec.model.nodes[id];
  const kind = node ? findNodeEntry(node).label : '';
  return [id, kind].some((name) => name.toLowerCase().includes(text.toLowerCase()));
}

function isPossible(connecting: Connecting, id: string): boolean {
  if (connecting.kind === 'node') {
    const ends = { from: connecting.from, to: id };
    return validateConnection(makeWay(editor.spec, ends), ends.from, ends.to) === null;
  }
  const { edge, ends, end } = connecting;
  const moved = { ...ends, [end]: id };
  return id !== ends[end] && validateReconnection(editor.spec, edge, moved) === null;
}

export const connectMode = new ConnectMode();
