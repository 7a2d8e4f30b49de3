/** What a command of the catalogue does in this window. */
export interface WindowAction {
  run: () => void;
  /** Whether it can, where there is what the catalogue says that it needs. Default: it can. */
  canRun?: () => boolean;
  /** Of a choice: whether this is what is chosen now. */
  isChosen?: () => boolean;
}

/** An action for each command of a part of the catalogue. */
export type WindowActions<Commands> = Readonly<Record<keyof Commands & string, WindowAction>>;
