/** Seconds of a model that predicts, and of its learning. */
export interface InterfaceTimes {
  predict: number;
  learn: number;
}

/** Seconds that a module computes in a training step, on the whole batch. */
export interface ModuleTimes {
  forward: number;
  backward: number;
  update: number;
}

/** What one module sends to another one in each step; the gradient that comes back is as large. */
export interface ModuleMessage {
  /** Numbers of the modules, `from` before `to`. */
  from: number;
  to: number;
  /** Of the whole batch. */
  bytes: number;
  synthesizer: InterfaceTimes;
  /** Null where the module above always waits for the message. */
  syntheticInput: InterfaceTimes | null;
}

/** A model as a distributed step sees it: modules in the order of a forward pass, and the messages between them. */
export interface ModuleChain {
  modules: readonly ModuleTimes[];
  messages: readonly ModuleMessage[];
}

/** A chain of equal modules, each of which sends to the next one. */
export function equalModules(
  count: number,
  times: ModuleTimes,
  message: Omit<ModuleMessage, 'from' | 'to'>,
): ModuleChain {
  return {
    modules: Array.from({ length: count }, () => times),
    messages: Array.from({ length: count - 1 }, (_, from) => ({ ...message, from, to: from + 1 })),
  };
}

/** Seconds of a step with one worker for all modules, by backprop: nothing is sent and nothing waits. */
export function secondsOnOneWorker({ modules }: ModuleChain): number {
  return modules.reduce(
    (sum, { forward, backward, update }) => sum + forward + backward + update,
    0,
  );
}
