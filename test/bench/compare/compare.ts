/** `npm run bench -- compare`: what the table and the comparison of many runs cost, beside TensorBoard. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { formatTable } from '../../../src-main/cli/format';
import { makeRuns } from '../make-runs';
import { targets, type ChartFigures, type CompareReport, type OwnFigures } from './figures';
import { measureOwnCharts, measureThousand } from './own-window';
import { ProcessTree } from './processor-time';
import { measureTensorBoard, tensorboardVersion } from './tensorboard';

export interface CompareOptions {
  python: string;
  log: (line: string) => void;
}

/** Needs Linux, whose `/proc` tells processor time and memory, a built window (`npm run build`) and Chromium. */
export async function measureCompare({ python, log }: CompareOptions): Promise<CompareReport> {
  const scratch = await mkdtemp(join(tmpdir(), 'dni-compare-'));
  const executablePath = [process.env['CHROMIUM_PATH'] ?? '', '/usr/bin/chromium'].find(existsSync);
  const server = await chromium.launchServer({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox', '--headless', '--disable-gpu'],
  });
  const tree = new ProcessTree(server.process().pid ?? 0);
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    log('100 runs of 10,000 steps with 12 metrics …');
    const hundred = join(scratch, 'hundred');
    const size = { steps: 10_000, metrics: 12, evaluateEvery: 1 };
    await makeRuns(hundred, { ...size, runs: 100, groups: 6 });
    const charts = await measureOwnCharts(browser, tree, hundred);
    log('1,000 runs of 1,000 steps …');
    const thousand = join(scratch, 'thousand');
    await makeRuns(thousand, { ...size, steps: 1000, runs: 1000, groups: 12, evaluateEvery: 20 });
    const many = await measureThousand(browser, tree, thousand);
    const version = await tensorboardVersion(python);
    log(
      version === null
        ? `${python} has no TensorBoard: it is not measured (test/bench/requirements.txt).`
        : `TensorBoard ${version} …`,
    );
    const tensorboard =
      version === null ? null : await measureTensorBoard(python, hundred, scratch, browser, tree);
    return { ...charts, ...many, tensorboard };
  } finally {
    await browser.close();
    await server.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

const titles: Readonly<Record<keyof OwnFigures, string>> = {
  tableSeconds: 'table of 100 runs, s',
  chartsCpuSeconds: '12 charts of 100 runs, s of processor time',
  chartsWallSeconds: 'the same, s on the clock',
  zoomMs: 'zoom, ms',
  hoverMs: 'hover, ms a move',
  smoothingMs: 'smoothing changed, ms',
  axisMs: 'x axis changed, ms',
  pageMegabytes: 'memory of the page, MB',
  tableOfThousandSeconds: 'table of 1,000 runs, s',
  sortOfThousandMs: 'sort 1,000 runs, ms',
  filterOfThousandMs: 'filter 1,000 runs, ms',
  compareThousandSeconds: '1,000 runs compared in groups, s of processor time',
};

/** The figures as a table: target, ours, TensorBoard's, and the ratio of ours to its. */
export function describeReport(report: CompareReport): string[] {
  const text = (value: number | undefined): string =>
    value === undefined ? '' : value.toPrecision(3);
  const rows = (Object.keys(titles) as (keyof OwnFigures)[]).map((key) => {
    const theirs = report.tensorboard?.[key as keyof ChartFigures];
    const ratio = theirs === undefined ? undefined : report[key] / theirs;
    return [titles[key], text(targets[key]), text(report[key]), text(theirs), text(ratio)];
  });
  const head = ['', 'target', 'here', 'TensorBoard', 'ratio'];
  const notes = [
    'The targets are for an idle machine of two cores. Milliseconds are those of processor time.',
    ...(report.tensorboard
      ? [`TensorBoard had loaded the data before, in ${text(report.tensorboard.loadSeconds)} s.`]
      : []),
  ];
  return [...formatTable([head, ...rows], [1, 2, 3, 4]), '', ...notes];
}
