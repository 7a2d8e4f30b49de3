import type { Locator, Page } from 'playwright-core';
import type { Experiment } from '#spec/experiment';
import { WindowParts } from '../e2e/window';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface Size {
  width: number;
  height: number;
}

/** So long after a change everything on the canvas is laid out, labelled and saved. */
const settleMs = 900;

/** The window, and the actions by which a scene comes about. */
export class Stage {
  readonly page: Page;
  readonly parts: WindowParts;

  constructor(page: Page) {
    this.page = page;
    this.parts = new WindowParts(page);
  }

  /** Loads the window anew, without dialogs and popovers, and with the builder in it. */
  async begin(): Promise<void> {
    await this.page.goto(`${new URL(this.page.url()).origin}/#build`);
    await this.page.reload();
    await this.builder().waitFor();
  }

  /** Takes a picture of the window at a size and with a theme, with the whole model on the canvas if it is to fit. */
  async takePicture(size: Size, theme: Theme, isFitted: boolean): Promise<Buffer> {
    await this.page.emulateMedia({ colorScheme: theme });
    const before = this.page.viewportSize();
    await this.page.setViewportSize(size);
    if (before?.width !== size.width || before.height !== size.height) {
      await this.page.waitForTimeout(settleMs);
      if (isFitted) await this.fit();
    }
    await this.page.waitForTimeout(settleMs);
    return this.page.screenshot();
  }

  builder(): Locator {
    return this.page.getByRole('region', { name: 'Model builder' });
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name });
  }

  card(id: string): Locator {
    return this.page.locator(`.svelte-flow__node[data-id="${id}"]`);
  }

  inspectorField(name: string): Locator {
    return this.page.getByRole('region', { name: 'Inspector' }).getByLabel(name, { exact: true });
  }

  async choose(button: string, item: string | RegExp): Promise<void> {
    await this.builder().getByRole('button', { name: button, exact: true }).first().click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).first().click();
  }

  /** Chooses an item of the menu of the open model. */
  async chooseOfModel(item: string): Promise<void> {
    const heading = this.page.getByRole('banner').getByRole('heading', { level: 2 });
    await this.choose((await heading.textContent()) ?? '', item);
  }

  async openTemplate(name: string): Promise<void> {
    await this.choose('New', name);
    await this.page.waitForTimeout(settleMs);
  }

  async fit(): Promise<void> {
    const button = this.page.getByRole('button', { name: 'Show the whole model' });
    if (await button.isVisible()) await button.click();
  }

  /** Selects a card without a click, which might hit something above it. */
  async select(id: string): Promise<void> {
    await this.card(id).focus();
    await this.page.keyboard.press('Enter');
  }

  /** Inserts a node of the palette on an edge. */
  async insertOn(edge: string, kind: string): Promise<void> {
    await this.page.locator(`[data-edge="${edge}"]`).click();
    await this.page.keyboard.press('/');
    await this.page.keyboard.type(kind);
    await this.page.keyboard.press('Enter');
    await this.card(kind.toLowerCase()).waitFor();
  }

  async deleteNode(id: string, key: 'Delete' | 'Shift+Delete'): Promise<void> {
    await this.card(id).focus();
    await this.page.keyboard.press('Space');
    await this.page.keyboard.press(key);
    await this.card(id).waitFor({ state: 'detached' });
  }

  /** Saves a model in the open project. */
  async saveModel(spec: Experiment): Promise<void> {
    await this.page.evaluate(async (model) => {
      const headers = { 'Content-Type': 'application/json' };
      const ask = { method: 'POST', headers, body: '{}' };
      const current = (await (await fetch('/api/projects.current', ask)).json()) as {
        result: { id: string };
      };
      const body = JSON.stringify({ projectId: current.result.id, spec: model });
      await fetch('/api/models.save', { method: 'POST', headers, body });
    }, spec);
    await this.begin();
  }

  async showTab(name: 'Locking' | 'Problems' | 'Changes'): Promise<void> {
    await this.builder().getByRole('tab', { name }).click();
  }

  /** Moves the pointer where it points at nothing. */
  async leave(): Promise<void> {
    await this.page.mouse.move(1, 1);
  }
}
