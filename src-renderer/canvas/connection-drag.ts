import type { Connection } from '@xyflow/svelte';
import type { EdgeId } from '#spec/model';
import type { Point } from '#diagram/layout/geometry';
import { validateConnection } from '../editor/edge-edits';
import { editor } from '../editor/editor.svelte';
import { reconnectEdge } from '../editor/graph-commands';
import { makeWay } from '../editor/make-way';
import { validateReconnection, type EdgeEnds } from '../editor/reconnect';
import { session } from '../stores/session.svelte';
import type { CanvasView } from './canvas-view.svelte';

type HandleType = 'source' | 'target';

/** What Svelte Flow says of a connection that is being dragged. */
interface DraggedConnection {
  isValid: boolean | null;
  fromNode: { id: string } | null;
  fromHandle: { type: HandleType } | null;
  toNode: { id: string } | null;
  toHandle: { type: HandleType } | null;
}

/** A new edge that was dropped where no node is, from an output (`after`) or to an input (`before`). */
export interface DanglingEdge {
  kind: 'after' | 'before';
  node: string;
  at: Point;
}

/**
 * Drags of connections: a new edge, or an end of an edge. Svelte Flow snaps to the handles near the pointer; this adds
 * that a drop anywhere on a card counts, and says why a connection is not possible.
 */
export class ConnectionDrag {
  readonly #view: CanvasView;
  readonly #ondangling: (edge: DanglingEdge) => void;
  /** The edge whose end is being dragged. */
  #reconnected: EdgeId | null = null;

  constructor(view: CanvasView, ondangling: (edge: DanglingEdge) => void) {
    this.#view = view;
    this.#ondangling = ondangling;
  }

  /** Whether an edge between two nodes is possible, if the pointer is not on the card of a third one. */
  isValid({ source, target }: Pick<Connection, 'source' | 'target'>): boolean {
    const card = this.#view.pointer && this.#view.nodeAt(this.#view.pointer);
    if (card !== null && card !== source && card !== target) return false;
    return this.validate({ from: source, to: target }) === null;
  }

  /** Why what is dragged cannot connect two nodes; null if it can. */
  validate(ends: EdgeEnds): string | null {
    return this.#reconnected === null
      ? validateConnection(makeWay(editor.spec, ends), ends.from, ends.to)
      : validateReconnection(editor.spec, this.#reconnected, ends);
  }

  /** A new edge is dropped. Valid connections are made by `onbeforeconnect`. */
  end(event: MouseEvent | TouchEvent, drag: DraggedConnection): void {
    if (this.#reconnected !== null || drag.isValid || !drag.fromNode || !drag.fromHandle) return;
    const at = pointOf(event);
    const ends = this.#findEnds(drag, at);
    const { id } = drag.fromNode;
    if (ends) editor.connect(ends.from, ends.to);
    else if (this.#view.nodeAt(at) === null && this.#view.contains(at))
      this.#ondangling({
        kind: drag.fromHandle.type === 'source' ? 'after' : 'before',
        node: id,
        at,
      });
  }

  startReconnecting(id: EdgeId): void {
    this.#reconnected = id;
  }

  /** An end of an edge is dropped. Valid moves are made by `onbeforereconnect`. */
  endReconnecting(event: MouseEvent | TouchEvent, drag: DraggedConnection): void {
    const id = this.#reconnected;
    this.#reconnected = null;
    if (id === null || drag.isValid) return;
    const ends = this.#findEnds(drag, pointOf(event));
    if (ends) reconnectEdge(id, ends);
    else
      session.notify(
        `The edge ${id} stays where it was: drop its end on a node, or delete the edge with the Delete key.`,
        'info',
      );
  }

  /** The ends of the edge that a drop makes: on a card, or near a handle. */
  #findEnds(drag: DraggedConnection, at: Point): EdgeEnds | null {
    const { fromNode, fromHandle, toNode, toHandle } = drag;
    if (!fromNode || !fromHandle) return null;
    const card = this.#view.nodeAt(at);
    // A drop on the card where the drag began is a drag that was given up, unless it is at the other handle.
    const isLoop = toNode?.id === fromNode.id && toHandle?.type !== fromHandle.type;
    const other =
      card !== null && card !== fromNode.id ? card : isLoop || card === null ? toNode?.id : null;
    if (other === null || other === undefined || (other === fromNode.id && !isLoop)) return null;
    return fromHandle.type === 'source'
      ? { from: fromNode.id, to: other }
      : { from: other, to: fromNode.id };
  }
}

function pointOf(event: MouseEvent | TouchEvent): Point {
  const { clientX = 0, clientY = 0 } =
    'changedTouches' in event ? (event.changedTouches[0] ?? {}) : event;
  return { x: clientX, y: clientY };
}
