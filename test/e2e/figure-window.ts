/** A project of finished runs whose saved comparison is open in the window, and the export of its charts. */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { saveComparison, type ComparisonToSave } from '#storage/comparisons';
import type { ProjectFolder } from '#storage/projects';
import { makeRuns } from '../bench/make-runs';
import { OpenWindow } from './open-window';

/** Three methods, four seeds each, with charts of lines on a linear and on a logarithmic axis, and of means. */
const content: ComparisonToSave = {
  name: 'Figures',
  runs: Array.from({ length: 12 }, (_, index) => `made-${String(index + 1).padStart(5, '0')}`),
  metrics: [],
  charts: [
    { id: 'linear', kind: 'lines', metric: 'validation/error', size: 'full' },
    { id: 'log', kind: 'lines', metric: 'train/loss', size: 'full', logY: true, smoothing: 0.8 },
    { id: 'means', kind: 'bars', field: 'summary.test/error', size: 'full' },
  ],
  xAxis: 'step',
  smoothing: 0,
  logScale: false,
  groupBy: ['training.method'],
  band: 'range',
  showsRuns: false,
};

export class FigureWindow extends OpenWindow {
  project!: ProjectFolder;

  override async open(): Promise<Page> {
    const page = await super.open({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    this.project = await makeRuns(join(this.home.projects, 'Made'), {
      ...{ runs: 12, steps: 200, metrics: 12, groups: 3, evaluateEvery: 20 },
    });
    await saveComparison(this.project, content);
    await this.call('projects.open', { directory: this.project.directory });
    await this.showComparison();
    return page;
  }

  /** Loads the window again and shows the saved comparison. */
  async showComparison(): Promise<void> {
    const { page } = this;
    await page.reload();
    await this.parts.view('Compare').click();
    const empty = page.getByRole('button', { name: 'New comparison' });
    const saved = page.getByRole('button', { name: 'Figures', exact: true });
    await empty.or(saved).first().waitFor();
    if ((await saved.count()) === 0) {
      await empty.click();
      await page.getByRole('menuitem', { name: 'Figures' }).click();
    }
    await this.chart('Validation error').waitFor();
  }

  /** The part of a chart that has axes, by its title. */
  chart(title: string): Locator {
    return this.page.locator(`[aria-roledescription="chart"][aria-label^="${title}" i]`);
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Opens the dialog by the button in the head of the chart with this number. */
  async openExport(index: number): Promise<void> {
    await this.page.getByRole('button', { name: 'Export the chart…' }).nth(index).click();
    await this.dialog.getByRole('img', { name: 'The chart as it will be written' }).waitFor();
  }

  /** Chooses a format or another setting of which one of several holds. */
  async choose(group: string, option: string): Promise<void> {
    await this.dialog
      .getByRole('radiogroup', { name: group })
      .getByRole('radio', { name: option, exact: true })
      .click();
  }

  /** A field by its label, after which its problem may stand. */
  field(label: string): Locator {
    return this.dialog.getByLabel(new RegExp(`^${label}`));
  }

  async fill(label: string, text: string): Promise<void> {
    const field = this.field(label);
    await field.fill(text);
    await field.press('Tab');
  }

  /** Writes the file that the dialog asks about, closes the dialog and returns the path. */
  async write(): Promise<string> {
    const path = await this.dialog.getByLabel('File').inputValue();
    await this.dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await this.dialog.getByText('written to').waitFor();
    await this.dialog.getByRole('button', { name: 'Close' }).click();
    await this.dialog.waitFor({ state: 'detached' });
    return path;
  }
}
