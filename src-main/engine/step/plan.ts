import { incomingEdges } from '#spec/graph';
import { edgeId, type EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { isCarried, type UpdateWindows } from '#spec/update-windows';
import { auxiliaryName, syntheticInputName, synthesizerName, type Network } from '../model/network';

/** How one module takes part in the run. */
export interface ModulePlan {
  id: string;
  nodes: ReadonlySet<string>;
  /** Ticks from one update of the module to the next. */
  window: number;
  /** Whether its window is longer than a step: the module then runs the whole of it again when it ends. */
  isSlow: boolean;
  /** Whether it also runs the window before again, for targets that become known one window later. */
  hasAuxiliaryPass: boolean;
  /** Edges into it whose messages outlive their tick. */
  carried: readonly EdgeId[];
  /** Edges into it from other modules. */
  received: readonly EdgeId[];
}

/** What one step does, beyond running the stream on. */
export interface StepPlan {
  /** Ticks of the stream before the step, modulo all windows and periods. */
  offset: number;
  ticks: number;
  /** Modules that replay windows, and start a new one with this step. */
  startingModules: readonly ModulePlan[];
  /** Modules whose window is the step itself. */
  singleStepModules: readonly ModulePlan[];
  /** Slow modules whose window ends with this step. */
  endingModules: readonly ModulePlan[];
  /** Modules that run the window before once more. */
  auxiliaryModules: readonly ModulePlan[];
}

/** Which modules update in which step. The same questions have the same answers. */
export class Plan {
  /** In the order of `network.modules`. */
  readonly modules: readonly ModulePlan[];
  /** Ticks of a step; every window is one or several steps. */
  readonly step: number;
  /** Ticks after which everything repeats. */
  readonly #cycle: number;
  /** The steps in which all modules update, by phase, length, and how many modules have a window behind them. */
  readonly #steps = new Map<string, StepPlan>();

  constructor(network: Network, method: Method, windows: UpdateWindows) {
    const { model, periods } = network;
    this.step = windows.step;
    this.modules = network.modules.map(({ id, nodes }) => {
      const members = new Set(nodes);
      const window = windows.modules[id] ?? windows.step;
      const incoming = nodes.flatMap((node) => incomingEdges(model, node));
      return {
        id,
        nodes: members,
        window,
        isSlow: window > windows.step,
        hasAuxiliaryPass: [...network.interfaces.values()].some(
          ({ from, isRecurrent, spec }) =>
            method === 'dni' && from === id && isRecurrent && (spec.auxiliary || spec.trainMessage),
        ),
        carried: incoming.filter((edge) => isCarried(edge, periods)).map(edgeId),
        received: incoming
          .filter((edge) => model.nodes[edge.from]?.kind !== 'input' && !members.has(edge.from))
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
   * The step of `ticks` ticks that begins after `read` ticks of the stream. `updating`: modules drawn to update
   * in it (sparse updates), null for all.
   */
  planStep(read: number, ticks: number, updating: ReadonlySet<string> | null): StepPlan {
    // Of drawn modules there are too many sets.
    if (updating) return this.#makePlan(read, ticks, updating);
    const past = this.modules.filter(({ window }) => read >= window).length;
    const key = `${this.phase(read)}+${ticks} after ${past}`;
    const step = this.#steps.get(key) ?? this.#makePlan(read, ticks, null);
    this.#steps.set(key, step);
    return step;
  }

  #makePlan(read: number, ticks: number, updating: ReadonlySet<string> | null): StepPlan {
    const offset = this.phase(read);
    const drawn = this.modules.filter(({ id }) => updating?.has(id) ?? true);
    const ends = ({ window, isSlow }: ModulePlan): boolean =>
      !isSlow || (offset + ticks) % window === 0;
    return {
      offset,
      ticks,
      startingModules: this.modules.filter(
        (module) => replaysWindow(module) && this.stepInWindow(module, offset) === 0,
      ),
      singleStepModules: drawn.filter(({ isSlow }) => !isSlow),
      endingModules: drawn.filter((module) => module.isSlow && ends(module)),
      // There is no window before the first one.
      auxiliaryModules: drawn.filter(
        (module) => module.hasAuxiliaryPass && ends(module) && read >= module.window,
      ),
    };
  }

  /** Ticks of the stream as far as they matter: modulo all windows and periods. */
  phase(read: number): number {
    return ((read % this.#cycle) + this.#cycle) % this.#cycle;
  }

  /** Which step of a module's window begins after `offset` ticks, from 0. */
  stepInWindow({ window }: ModulePlan, offset: number): number {
    return (offset % window) / this.step;
  }
}

/** Whether a module runs a window of its own a second time, so that what it reads has to be remembered. */
export function replaysWindow({ isSlow, hasAuxiliaryPass }: ModulePlan): boolean {
  return isSlow || hasAuxiliaryPass;
}

/** A key that is the same for all steps that do the same, so that they share one compiled graph. */
export function stepKey(step: StepPlan): string {
  const ids = (modules: readonly ModulePlan[]): string => modules.map(({ id }) => id).join('+');
  const { offset, ticks, singleStepModules, endingModules, auxiliaryModules } = step;
  return `train ${offset}+${ticks}: ${ids(singleStepModules)}; ${ids(endingModules)}; ${ids(auxiliaryModules)}`;
}

/** The ids of the optimizers that update in a step: of modules, synthesizers, synthetic input models, auxiliary heads. */
export function optimizersToUpdate(network: Network, step: StepPlan): string[] {
  const learning = new Set([...step.singleStepModules, ...step.endingModules].map(({ id }) => id));
  const auxiliary = new Set(step.auxiliaryModules.map(({ id }) => id));
  return [
    ...network.modules.map(({ id }) => id).filter((id) => learning.has(id)),
    ...[...network.interfaces.values()].flatMap(({ edge, from, to }) => [
      // A gradient arrives, and with it a target, only where the module above learns.
      ...(learning.has(to) ? [synthesizerName(edge)] : []),
      syntheticInputName(edge),
      ...(auxiliary.has(from) ? [auxiliaryName(edge)] : []),
    ]),
  ];
}
