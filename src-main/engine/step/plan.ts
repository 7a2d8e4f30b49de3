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
  hasAuxiliaryPass: boolean;
  /** Carried edges that it hears. */
  carried: readonly EdgeId[];
  /** Edges on which other modules speak to it. */
  received: readonly EdgeId[];
}

/** What one step does, beyond running the stream on. */
export interface StepPlan {
  /** Ticks of the stream before the step, modulo all windows. */
  offset: number;
  ticks: number;
  /** Modules that go through windows again, and begin one with this step. */
  startingModules: readonly ModulePlan[];
  /** Modules whose window is the step itself. */
  singleStepModules: readonly ModulePlan[];
  /** Slow modules whose window closes. */
  endingModules: readonly ModulePlan[];
  /** Modules that go through their window before once more. */
  auxiliaryModules: readonly ModulePlan[];
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
        hasAuxiliaryPass: [...network.interfaces.values()].some(
          ({ from, isRecurrent, spec }) =>
            method === 'dni' && from === id && isRecurrent && (spec.auxiliary || spec.trainMessage),
        ),
        carried: into.filter((edge) => isCarried(edge, periods)).map(edgeId),
        received: into
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
  planStep(read: number, ticks: number, updating: ReadonlySet<string> | null): StepPlan {
    const offset = this.phase(read);
    const drawn = this.modules.filter(({ id }) => updating?.has(id) ?? true);
    const closes = ({ window, isSlow }: ModulePlan): boolean =>
      !isSlow || (offset + ticks) % window === 0;
    return {
      offset,
      ticks,
      startingModules: this.modules.filter(
        (module) => replaysWindow(module) && this.stepInWindow(module, offset) === 0,
      ),
      singleStepModules: drawn.filter(({ isSlow }) => !isSlow),
      endingModules: drawn.filter((module) => module.isSlow && closes(module)),
      // In its first window a module has none behind it.
      auxiliaryModules: drawn.filter(
        (module) => module.hasAuxiliaryPass && closes(module) && read >= module.window,
      ),
    };
  }

  /** Ticks of the stream as far as they matter: modulo all windows and periods. */
  phase(read: number): number {
    return ((read % this.#cycle) + this.#cycle) % this.#cycle;
  }

  /** Which step of a module's window it is that begins after `offset` ticks, from 0. */
  stepInWindow({ window }: ModulePlan, offset: number): number {
    return (offset % window) / this.step;
  }
}

/** Whether a module goes through a window of its own again, so that this is to be remembered. */
export function replaysWindow({ isSlow, hasAuxiliaryPass }: ModulePlan): boolean {
  return isSlow || hasAuxiliaryPass;
}

/** A name for all turns that do the same. */
export function stepKey({
  offset,
  ticks,
  singleStepModules,
  endingModules,
  auxiliaryModules,
}: StepPlan): string {
  const ids = (modules: readonly ModulePlan[]): string => modules.map(({ id }) => id).join('+');
  return `train ${offset}+${ticks}: ${ids(singleStepModules)}; ${ids(endingModules)}; ${ids(auxiliaryModules)}`;
}

/** The optimizers that have something to do in a turn, by id. */
export function optimizersToUpdate(network: Network, turn: StepPlan): string[] {
  const learning = new Set([...turn.singleStepModules, ...turn.endingModules].map(({ id }) => id));
  const retracing = new Set(turn.auxiliaryModules.map(({ id }) => id));
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
