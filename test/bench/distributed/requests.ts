/** Seconds of each pass of a module, on the whole batch. */
export interface PassSeconds {
  forward: number;
  backward: number;
  update: number;
  /** Of its synthesizer; 0 for the last module. */
  predict: number;
  learn: number;
}

export type Request =
  /** Times the passes of all modules for so many seconds, with the batch cut into so many parts. */
  | { task: 'times'; seconds: number; microBatches: number }
  /** Trains all modules in turn. */
  | { task: 'alone'; isDecoupled: boolean; steps: number }
  /** Trains all modules as one compiled graph with DNI. */
  | { task: 'graph'; steps: number }
  /** Opens a port (`to`: null) or connects to one. */
  | { task: 'open'; to: number | null }
  /** Sends a message back and forth. */
  | { task: 'bounce'; bytes: number; count: number; isFirst: boolean }
  /** Trains one module with the other process. `microBatches`: null for DNI. */
  | { task: 'train'; module: number; microBatches: number | null; steps: number };

export type Answer =
  | { modules: PassSeconds[] }
  | { seconds: number; loss: number }
  | { port: number }
  | { isOpen: true }
  | { tensorflow: string };
