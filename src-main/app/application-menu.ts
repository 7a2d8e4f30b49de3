import { Menu } from 'electron';
import { windowCommandIds } from '#api/window-commands';
import { buildMenuTemplate, type MenuOptions, type MenuState } from './menu';

/**
 * The menu of the program. What can be chosen follows the focused window, in the items that are there; they are built
 * anew only where others have to be there.
 */
export class ApplicationMenu {
  readonly #readOptions: () => Omit<MenuOptions, keyof MenuState>;
  #state: MenuState = { enabled: new Set(), chosen: new Set() };

  constructor(readOptions: () => Omit<MenuOptions, keyof MenuState>) {
    this.#readOptions = readOptions;
  }

  /** Builds it, as after a change of the recent projects. */
  build(): void {
    const template = buildMenuTemplate({ ...this.#readOptions(), ...this.#state });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  follow(state: MenuState): void {
    const menu = Menu.getApplicationMenu();
    for (const id of windowCommandIds) {
      const isEnabled = state.enabled.has(id);
      // Electron takes the mark from the item that had it.
      const isNewlyChosen = state.chosen.has(id) && !this.#state.chosen.has(id);
      if (isEnabled === this.#state.enabled.has(id) && !isNewlyChosen) continue;
      const item = menu?.getMenuItemById(id);
      if (item) item.enabled = isEnabled;
      if (item && isNewlyChosen) item.checked = true;
    }
    this.#state = state;
  }
}
