import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/tf';

/** What a module needs to go through one of its windows again. */
export interface Past {
  /** By carried edge, the newest message from before the window. */
  states: Map<EdgeId, Tensor>;
  /** By edge from another module: what was sent over it in the window, step by step. */
  sent: Map<EdgeId, Tensor[]>;
}

/** By name, for checkpoints. */
export type MemoryTensors = Map<string, Tensor>;

/**
 * What a run remembers of its streams between steps: the messages that edges carry over, and the windows
 * that modules will go through again. Owns its tensors.
 */
export class Memory {
  /** By carried edge, `[rows, ...shape]`. */
  states = new Map<EdgeId, Tensor>();
  /** By module: the window it is in, then the one before. */
  readonly #pasts = new Map<string, Past[]>();

  /** The window a module is in (0), or the one before it (1). */
  past(module: string, back: 0 | 1): Past | null {
    return this.#pasts.get(module)?.[back] ?? null;
  }

  /** A module begins a window: what its carried edges hold now is kept. `keep`: how many windows back. */
  begin(module: string, edges: readonly EdgeId[], keep: 0 | 1): void {
    const states = new Map<EdgeId, Tensor>();
    for (const edge of edges) {
      const state = this.states.get(edge);
      if (state) states.set(edge, state.clone());
    }
    const pasts = [{ states, sent: new Map() }, ...(this.#pasts.get(module) ?? [])];
    for (const old of pasts.splice(keep + 1)) disposePast(old);
    this.#pasts.set(module, pasts);
  }

  /** What came over an edge in one step joins the window that the module is in. Takes the tensor over. */
  hear(module: string, edge: EdgeId, messages: Tensor): void {
    const { sent } = this.#pastAt(module, 0);
    sent.set(edge, [...(sent.get(edge) ?? []), messages]);
  }

  /** Replaces the states. Takes the tensors over. */
  carry(states: Map<EdgeId, Tensor>): void {
    tf.dispose([...this.states.values()]);
    this.states = states;
  }

  /** All of it under names that `restore` understands. */
  tensors(): MemoryTensors {
    const all: MemoryTensors = new Map();
    for (const [edge, state] of this.states) all.set(`state|${edge}`, state);
    for (const [module, pasts] of this.#pasts)
      pasts.forEach((past, back) => {
        for (const [edge, state] of past.states)
          all.set(`past|${module}|${back}|state|${edge}`, state);
        for (const [edge, pieces] of past.sent)
          pieces.forEach((piece, index) =>
            all.set(`past|${module}|${back}|sent|${edge}|${index}`, piece),
          );
      });
    return all;
  }

  /** Takes the tensors over. */
  restore(tensors: MemoryTensors): void {
    this.dispose();
    for (const [name, tensor] of tensors) {
      const [kind, module = '', back, part, edge = '', index] = name.split('|');
      if (kind === 'state') {
        this.states.set(module as EdgeId, tensor);
        continue;
      }
      const past = this.#pastAt(module, Number(back));
      const id = edge as EdgeId;
      if (part === 'state') past.states.set(id, tensor);
      else {
        const pieces = past.sent.get(id) ?? [];
        pieces[Number(index)] = tensor;
        past.sent.set(id, pieces);
      }
    }
  }

  #pastAt(module: string, back: number): Past {
    const pasts = this.#pasts.get(module) ?? [];
    this.#pasts.set(module, pasts);
    return (pasts[back] ??= { states: new Map(), sent: new Map() });
  }

  dispose(): void {
    tf.dispose([...this.states.values()]);
    this.states = new Map();
    for (const pasts of this.#pasts.values()) for (const past of pasts) disposePast(past);
    this.#pasts.clear();
  }
}

function disposePast({ states, sent }: Past): void {
  tf.dispose([...states.values(), ...[...sent.values()].flat()]);
}
