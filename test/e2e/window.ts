import type { Locator, Page } from 'playwright-core';

/** Finds the parts of the window by their accessible names. */
export class WindowParts {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  view(name: string): Locator {
    return this.#page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name });
  }

  /** The row of a run in the table of runs, by its method. */
  row(method: string): Locator {
    const cell = this.#page.getByRole('gridcell', { name: method, exact: true });
    return this.#page.getByRole('row').filter({ has: cell });
  }

  edge(id: string): Locator {
    return this.#page.getByRole('group', { name: `Edge ${id}`, exact: true });
  }

  lossChart(): Locator {
    return this.#page.locator('canvas[aria-label*="loss" i]').first();
  }

  /** The label of each module's bar in the locking view: how long the module waits. */
  locking(): Promise<string[]> {
    return this.#page
      .getByRole('img', { name: /waits \d+ % of the time/ })
      .evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label') ?? ''));
  }

  /** Starts a run of the model on the canvas with one method and a number of steps. */
  async startRun(method: string, steps: number): Promise<void> {
    await this.#page.getByRole('button', { name: 'Choose method, seeds and steps' }).click();
    const form = this.#page.locator('form').filter({ hasText: 'Method, one run for each' });
    for (const box of await form.getByRole('checkbox').all())
      await box.setChecked((await box.getAttribute('value')) === method);
    await form.getByLabel('Steps').fill(String(steps));
    await form.getByRole('button', { name: 'Start run' }).click();
  }

  /** Starts a run from the canvas, and goes to its page. */
  async runWith(method: string, steps: number): Promise<void> {
    await this.startRun(method, steps);
    const notices = this.#page.getByRole('status');
    await notices.getByRole('button', { name: 'Show the run' }).last().click();
  }

  /** The list of groups and runs in the Compare view, which is the legend of its charts. */
  groupList(): Locator {
    return this.#page.getByRole('treegrid', { name: 'Groups and runs' });
  }

  /** Selects every run in the Compare view. */
  async compareAll(): Promise<void> {
    const others = this.groupList().getByRole('checkbox', { name: 'Compare Other runs' });
    if ((await others.count()) > 0) await others.click();
    await this.lossChart().waitFor();
  }
}
