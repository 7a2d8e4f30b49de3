import { Menu } from 'electron';
import { windowCommandIds, type WindowCommandId } from '#api/window-commands';
import { buildMenuTemplate, type MenuOptions } from './menu';

/**
 * The menu of the program. What can be chosen follows the focused window, in the items that are there; they are built
 * anew only where others have to be there.
 */
export class ApplicationMenu {
  readonly #readOptions: () => Omit<MenuOptions, 'enabled'>;
  #enabled: ReadonlySet<WindowCommandId> = new Set();

  constructor(readOptions: () => Omit<MenuOptions, 'enabled'>) {
    this.#readOptions = readOptions;
  }

  /** Builds it, as after a change of the recent projects. */
  build(): void {
    const template = buildMenuTemplate({ ...this.#readOptions(), enabled: this.#enabled });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  enable(commands: ReadonlySet<WindowCommandId>): void {
    const menu = Menu.getApplicationMenu();
    for (const id of windowCommandIds) {
      if (commands.has(id) === this.#enabled.has(id)) continue;
      const item = menu?.getMenuItemById(id);
      if (item) item.enabled = commands.has(id);
    }
    this.#enabled = commands;
  }
}
