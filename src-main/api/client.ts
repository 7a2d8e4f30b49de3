import type { CommandInput, CommandName, CommandOutput } from './commands';
import type { EventName, EventPayload } from './events';
import type { SystemLocales } from './system-locales';

/** The interface that the window uses, the same over Electron's IPC and over the loopback server. */
export interface Client {
  /** Calls a command. Throws the WorkbenchError of the handler. */
  call<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>>;
  /** Returns a function that removes the listener. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
  /** Reports the state of the connection: false while it is lost and being restored. */
  onConnection(listener: (connected: boolean) => void): () => void;
  /**
   * The path of a file or folder dropped on the window; it is granted to commands. Null in a browser,
   * which does not reveal paths. Throws WorkbenchError.
   */
  droppedPath(file: object): Promise<string | null>;
}

/** The interface that the sandboxed preload script exposes to the page as `window.workbench`. */
export interface Bridge {
  /** How the system writes numbers and dates. */
  locales: SystemLocales;
  /** Resolves to an envelope. */
  invoke(command: string, input: unknown): Promise<unknown>;
  /** Returns a function that removes the listener. */
  subscribe(listener: (event: unknown) => void): () => void;
  /** `file`: a File object of a drop event. Resolves to an envelope with its path. */
  dropped(file: object): Promise<unknown>;
  /** Scales the whole window, as the zoom of a browser does; 1 is the usual size. */
  scale(factor: number): void;
}
