import { edgesInto } from '#spec/graph';
import { edgeId, type EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { isCarried, type Windows } from '#spec/windows';
import { auxiliaryName, syntheticInputName, synthesizerName, type Network } from '../model/network';

/** How one module takes part in the run. */
export interface ModulePlan {
  id: string;
  nodes: ReadonlySet<string>;
  /** Ticks of its window. */
  window: number;
  /** Its window is longer than a step: it goes through the whole of it again when it closes. */
  isSlow: boolean;
  /** It also goes through the window before again, for what is known only one window later. */
  isRetraced: boolean;
  /** Carried edges that it hears. */
  carried: readonly EdgeId[];
  /** Edges on which other modules speak to it. */
  heard: readonly EdgeId[];
}

/** What one step does, beyond running the stream on. */
export interface Turn {
  /** Ticks of the stream before the step, modulo all windows. */
  offset: number;
  ticks: number;
  /** Modules that go through windows again, and begin one with this step. */
  beginning: readonly ModulePlan[];
  /** Modules whose window is the step itself. */
  quick: readonly ModulePlan[];
  /** Slow modules whose window closes. */
  closing: readonly ModulePlan[];
  /** Modules that go through their window before once more. */
  retracing: readonly ModulePlan[];
}

/** Which modules update when. */
export class Plan {
  readonly modules: readonly ModulePlan[];
  /** Ticks of a step; every window is one or several of them. */
  readonly step: number;
  readonly #cycle: number;

  constructor(network: Network, method: Method, windows: Windows) {
    const { model, periods } = network;
    this.step = windows.step;
    this.modules = network.modules.map(({ id, nodes }) => {
      const own = new Set(nodes);
      const window = windows.modules[id] ?? windows.step;
      const into = nodes.flatMap((node) => edgesInto(model, node));
      return {
        id,
        nodes: own,
        window,
        isSlow: window > windows.step,
        isRetraced: [...network.interfaces.values()].some(
          ({ from, isBorder, spec }) =>
            method === 'dni' && from === id && isBorder && (spec.auxiliary || spec.trainMessage),
        ),
        carried: into.filter((edge) => isCarried(edge, periods)).map(edgeId),
        heard: into
          .filter((edge) => model.nodes[edge.from]?.kind !== 'input' && !own.has(edge.from))
          .map(edgeId),
      };
    });
    this.#cycle = Math.max(
      1,
      ...this.modules.map(({ window }) => window),
      ...Object.values(periods),
    );
  }

  /**
   * The step of `ticks` that begins after `read` ticks of the stream. `updating`: modules drawn to update,
   * null for all.
   */
  turn(read: number, ticks: number, updating: ReadonlySet<string> | null): Turn {
    const offset = this.phase(read);
    const drawn = this.modules.filter(({ id }) => updating?.has(id) ?? true);
    const closes = ({ window, isSlow }: ModulePlan): boolean =>
      !isSlow || (offset + ticks) % window === 0;
    return {
      offset,
      ticks,
      beginning: this.modules.filter(
        (module) => looksBack(module) && this.place(module, offset) === 0,
      ),
      quick: drawn.filter(({ isSlow }) => !isSlow),
      closing: drawn.filter((module) => module.isSlow && closes(module)),
      // In its first window a module has none behind it.
      retracing: drawn.filter(
        (module) => module.isRetraced && closes(module) && read >= module.window,
      ),
    };
  }

  /** Ticks of the stream as far as they matter: modulo all windows and periods. */
  phase(read: number): number {
    return ((read % this.#cycle) + this.#cycle) % this.#cycle;
  }

  /** Which step of a module's window it is that begins after `offset` ticks, from 0. */
  place({ window }: ModulePlan, offset: number): number {
    return (offset % window) / this.step;
  }
}

/** Whether a module goes through a window of its own again, so that this is to be remembered. */
export function looksBack({ isSlow, isRetraced }: ModulePlan): boolean {
  return isSlow || isRetraced;
}

/** A name for all turns that do the same. */
export function turnKey({ offset, ticks, quick, closing, retracing }: Turn): string {
  const ids = (modules: readonly ModulePlan[]): string => modules.map(({ id }) => id).join('+');
  return `train ${offset}+${ticks}: ${ids(quick)}; ${ids(closing)}; ${ids(retracing)}`;
}

/** The optimizers that have something to do in a turn, by id. */
export function learners(network: Network, turn: Turn): string[] {
  const learning = new Set([...turn.quick, ...turn.closing].map(({ id }) => id));
  const retracing = new Set(turn.retracing.map(({ id }) => id));
  return [
    ...network.modules.map(({ id }) => id).filter((id) => learning.has(id)),
    ...[...network.interfaces.values()].flatMap(({ edge, from, to }) => [
      // Without the module above no gradient arrives to learn from.
      ...(learning.has(to) ? [synthesizerName(edge)] : []),
      syntheticInputName(edge),
      ...(retracing.has(from) ? [auxiliaryName(edge)] : []),
    ]),
  ];
}
