import { execFile, spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import type { ChartFigures } from './figures';
import { dragOver, measureHover, viewport } from './pointer';
import { ProcessTree } from './processor-time';
import { measureUntilQuiet } from './until-quiet';

const run = promisify(execFile);
const script = fileURLToPath(new URL('tensorboard_runs.py', import.meta.url));

/** The version of TensorBoard that a Python has; null where it has none. */
export async function tensorboardVersion(python: string): Promise<string | null> {
  const program = 'import tensorboard; print(tensorboard.__version__)';
  return run(python, ['-c', program]).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

/** Shows the runs of a project in TensorBoard and measures what `measureOwnCharts` measures. */
export async function measureTensorBoard(
  python: string,
  project: string,
  scratch: string,
  browser: Browser,
  browserTree: ProcessTree,
): Promise<ChartFigures & { loadSeconds: number }> {
  const logs = join(scratch, 'tensorboard');
  const runs = (await readdir(join(project, 'runs'))).filter((id) => /^\w/.test(id)).length;
  await run(python, [script, project, logs], { maxBuffer: 2 ** 26 });
  const port = '6199';
  const server = spawn(
    python,
    ['-m', 'tensorboard.main', '--logdir', logs, '--port', port, '--reload_interval', '0'],
    { stdio: 'ignore' },
  );
  const trees = [new ProcessTree(server.pid ?? 0), browserTree];
  const page = await browser.newPage({ viewport });
  try {
    const loading = await measureUntilQuiet(trees, () => waitForData(port, runs), 900);
    const chart = page.locator('scalar-card line-chart').first();
    const first = await measureUntilQuiet(trees, async () => {
      await page.goto(`http://localhost:${port}/#timeseries`);
      await chart.waitFor({ timeout: 120_000 });
    });
    const cards = await page.locator('scalar-card').count();
    if (cards !== 12) throw new Error(`TensorBoard shows ${cards} charts instead of 12.`);
    const pageMegabytes = browserTree.megabytes('--type=renderer');
    const zoom = await measureUntilQuiet(trees, () => dragOver(page, chart));
    const hoverMs = await measureHover(page, chart, trees);
    const smoothing = await measureUntilQuiet(trees, async () => {
      const field = page.locator('.scalars-smoothing input[type=number]').first();
      await field.fill('0.9');
      await field.press('Enter');
    });
    const axis = await measureUntilQuiet(trees, async () => {
      await page.locator('.x-axis-type mat-select, .x-axis-type tb-dropdown').first().click();
      await page.getByRole('option', { name: 'Relative' }).click();
    });
    return {
      loadSeconds: loading.wallSeconds,
      chartsCpuSeconds: first.cpuSeconds,
      chartsWallSeconds: first.wallSeconds,
      zoomMs: 1000 * zoom.cpuSeconds,
      hoverMs,
      smoothingMs: 1000 * smoothing.cpuSeconds,
      axisMs: 1000 * axis.cpuSeconds,
      pageMegabytes,
    };
  } finally {
    await page.close();
    server.kill('SIGKILL');
  }
}

/**
 * Waits until TensorBoard lists all runs. It reads them in order and lists a run before it has read all of it,
 * so what the last one still costs shows in the processor time until it is quiet.
 */
async function waitForData(port: string, runs: number): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const listed = await fetch(`http://localhost:${port}/data/plugin/scalars/tags`).then(
      async (response) => (response.ok ? Object.keys((await response.json()) as object).length : 0),
      () => 0,
    );
    if (listed >= runs) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('TensorBoard does not list the runs.');
}
