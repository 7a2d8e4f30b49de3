import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { listMetrics } from '#storage/metrics';
import { startWorkbench, type Workbench } from '../../e2e/workbench';
import type { ChartFigures, OwnFigures } from './figures';
import { dragOver, measureHover, viewport } from './pointer';
import { ProcessTree } from './processor-time';
import { measureUntilQuiet, type Cost } from './until-quiet';

type ChartsAndTable = ChartFigures & Pick<OwnFigures, 'tableSeconds'>;
type Thousand = Omit<OwnFigures, keyof ChartsAndTable>;

/** A project in the program's own window in a browser. */
class OwnWindow {
  readonly page: Page;
  readonly trees: readonly ProcessTree[];
  readonly #workbench: Workbench;
  readonly #project: string;

  private constructor(page: Page, workbench: Workbench, browserTree: ProcessTree, project: string) {
    this.page = page;
    this.trees = [new ProcessTree(workbench.pid), browserTree];
    this.#workbench = workbench;
    this.#project = project;
  }

  static async open(
    browser: Browser,
    browserTree: ProcessTree,
    project: string,
  ): Promise<OwnWindow> {
    const folder = dirname(project);
    const workbench = await startWorkbench({ folder, projects: folder });
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(120_000);
    await page.goto(workbench.url);
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    const window = new OwnWindow(page, workbench, browserTree, project);
    await window.call('projects.open', { directory: project });
    return window;
  }

  /** Calls a command as the page does, and returns its result. */
  call(command: string, input: object): Promise<unknown> {
    return this.page.evaluate(
      async ([name, body]) => {
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(`/api/${name}`, { method: 'POST', headers, body });
        return ((await response.json()) as { result?: unknown }).result;
      },
      [command, JSON.stringify(input)] as const,
    );
  }

  /** Saves a comparison of all runs, so that it can be opened from the menu. */
  async saveComparison(name: string, groupBy: readonly string[]): Promise<void> {
    const runs = (await readdir(join(this.#project, 'runs'))).filter((id) => /^\w/.test(id));
    const metrics = await listMetrics(join(this.#project, 'runs', runs[0] ?? ''));
    const { id: projectId } = (await this.call('projects.current', {})) as { id: string };
    const comparison = {
      name,
      runs,
      metrics,
      groupBy,
      xAxis: 'step',
      smoothing: 0,
      logScale: false,
    };
    await this.call('comparisons.save', { projectId, comparison });
  }

  /** Loads the page again in a view, and waits until it is drawn. */
  load(view: string, until: Locator): Promise<Cost> {
    return measureUntilQuiet(this.trees, async () => {
      await this.page.goto(`${new URL(this.page.url()).origin}/#${view}`);
      await this.page.reload();
      await until.waitFor();
    });
  }

  async openComparison(name: string): Promise<void> {
    await this.page.goto(`${new URL(this.page.url()).origin}/#compare`);
    await this.page
      .getByRole('button', { name: /comparison/i })
      .first()
      .click();
    await this.page.getByRole('menuitem', { name }).click();
    await this.chart().waitFor();
  }

  chart(): Locator {
    return this.page.locator('canvas[aria-label]').first();
  }

  row(): Locator {
    return this.page.getByRole('row').nth(2);
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.#workbench.close();
  }
}

const milliseconds = ({ cpuSeconds }: Cost): number => 1000 * cpuSeconds;

/** Measures the table and 12 charts of a project of 100 runs. */
export async function measureOwnCharts(
  browser: Browser,
  browserTree: ProcessTree,
  project: string,
): Promise<ChartsAndTable> {
  const window = await OwnWindow.open(browser, browserTree, project);
  const { page, trees } = window;
  try {
    const table = await window.load('runs', window.row());
    await window.saveComparison('All of them', []);
    await page.reload();
    await window.openComparison('All of them');
    await measureUntilQuiet(trees, () => Promise.resolve());
    const first = await window.load('compare', window.chart());
    const charts = await page.locator('canvas[aria-label]').count();
    if (charts !== 12) throw new Error(`The window shows ${charts} charts instead of 12.`);
    const pageMegabytes = browserTree.megabytes('--type=renderer');
    const zoom = await measureUntilQuiet(trees, () => dragOver(page, window.chart()));
    const hoverMs = await measureHover(page, window.chart(), trees);
    const smoothing = await measureUntilQuiet(trees, () =>
      page.getByRole('slider', { name: 'Smoothing' }).fill('0.9'),
    );
    const axis = await measureUntilQuiet(trees, async () => {
      await page.getByRole('button', { name: 'X axis' }).click();
      await page.getByRole('menuitem', { name: /^Time/ }).first().click();
    });
    return {
      tableSeconds: table.wallSeconds,
      chartsCpuSeconds: first.cpuSeconds,
      chartsWallSeconds: first.wallSeconds,
      zoomMs: milliseconds(zoom),
      hoverMs,
      smoothingMs: milliseconds(smoothing),
      axisMs: milliseconds(axis),
      pageMegabytes,
    };
  } finally {
    await window.close();
  }
}

/** Measures the table of a project of 1,000 runs, and all of them compared in groups. */
export async function measureThousand(
  browser: Browser,
  browserTree: ProcessTree,
  project: string,
): Promise<Thousand> {
  const window = await OwnWindow.open(browser, browserTree, project);
  const { page, trees } = window;
  try {
    const table = await window.load('runs', window.row());
    const sort = await measureUntilQuiet(trees, () =>
      page.getByRole('columnheader', { name: /Seed/ }).click(),
    );
    const filter = await measureUntilQuiet(trees, () =>
      page.getByLabel('Filter the runs').fill('method = dni and seed < 20'),
    );
    await window.saveComparison('All of them', ['training.method', 'training.optimizer.rate']);
    await page.reload();
    const compare = await measureUntilQuiet(trees, () => window.openComparison('All of them'));
    return {
      tableOfThousandSeconds: table.wallSeconds,
      sortOfThousandMs: milliseconds(sort),
      filterOfThousandMs: milliseconds(filter),
      compareThousandSeconds: compare.cpuSeconds,
    };
  } finally {
    await window.close();
  }
}
