/** `npm run bench -- canvas`: what the builder costs with models of 300 nodes. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { saveModel } from '#storage/models';
import { createProject } from '#storage/projects';
import { formatTable } from '../../../src-main/cli/format';
import { ProcessTree } from '../compare/processor-time';
import { median } from '../statistics';
import { CanvasWindow } from './canvas-window';
import { targets, titles, type CanvasFigures, type CanvasReport } from './figures';
import { makeDeepModel, makeWideModel } from './make-models';

/** Times that each model is opened. */
const openings = 3;

/** Needs Linux, whose `/proc` tells processor time, a built window (`npm run build`) and Chromium. */
export async function measureCanvas(
  nodes: number,
  log: (line: string) => void,
): Promise<CanvasReport> {
  const scratch = await mkdtemp(join(tmpdir(), 'dni-canvas-'));
  const executablePath = [process.env['CHROMIUM_PATH'] ?? '', '/usr/bin/chromium'].find(existsSync);
  const server = await chromium.launchServer({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox', '--headless', '--disable-gpu'],
  });
  const tree = new ProcessTree(server.process().pid ?? 0);
  const browser = await chromium.connect(server.wsEndpoint());
  const small = { ...makeDeepModel(4), name: 'A small one' };
  const models = { deep: makeDeepModel(nodes), wide: makeWideModel(nodes) };
  try {
    const project = await createProject(join(scratch, 'models'), 'Large models');
    for (const model of [small, models.deep, models.wide]) await saveModel(project, model);
    const window = await CanvasWindow.open(browser, tree, scratch, project.directory);
    try {
      const report: CanvasReport = {};
      for (const [name, model] of Object.entries(models)) {
        log(`${model.name} …`);
        const seconds: number[] = [];
        for (let opening = 0; opening < openings; opening += 1) {
          await window.show(small.name, 4);
          seconds.push(await window.show(model.name, nodes));
        }
        report[name] = { openSeconds: median(seconds), ...(await window.measure(model)) };
      }
      return report;
    } finally {
      await window.close();
    }
  } finally {
    await browser.close();
    await server.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The figures as a table: target, and each model's. */
export function describeCanvas(report: CanvasReport): string[] {
  const text = (value: number | undefined): string =>
    value === undefined ? '' : value.toPrecision(3);
  const rows = (Object.keys(titles) as (keyof CanvasFigures)[]).map((key) => [
    titles[key],
    text(targets[key]),
    ...Object.values(report).map((figures) => text(figures[key])),
  ]);
  return [
    ...formatTable([['', 'target', ...Object.keys(report)], ...rows], [1, 2, 3]),
    '',
    'The targets are for an idle machine of two cores. An edit is measured from the key that makes it to the painted frame.',
  ];
}
