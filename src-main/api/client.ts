import type { CommandInput, CommandName, CommandOutput } from './commands';
import type { EventName, EventPayload } from './events';

/** The window's side of the contract, the same over Electron's IPC and over the loopback server. */
export interface Client {
  /** Throws WorkbenchError. */
  call<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>>;
  /** Returns the way to stop listening. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
  /** Tells whether events arrive; false while a lost connection is being made again. */
  onConnection(listener: (connected: boolean) => void): () => void;
  /**
   * The path of a file or folder that was dropped on the window, which commands may name then. Null
   * in a browser, which keeps paths to itself. Throws WorkbenchError.
   */
  droppedPath(file: object): Promise<string | null>;
}

/** What the sandboxed preload script hands to the window as `window.workbench`. */
export interface Bridge {
  invoke(command: string, input: unknown): Promise<unknown>;
  subscribe(listener: (event: unknown) => void): () => void;
  /** `file`: a File of the page that a drop brought. Resolves with an envelope. */
  dropped(file: object): Promise<unknown>;
}
