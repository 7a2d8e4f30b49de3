import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { WindowParts } from '../e2e/window';
import { Home, screenshotPath } from '../e2e/workbench';
import { measureStalls } from './stalls';
import { openWorkbench, type OpenWorkbench } from './workbench';

const home = new Home();
let workbench: OpenWorkbench;
let window: WindowParts;
const complaints: string[] = [];

async function enter(): Promise<void> {
  workbench = await openWorkbench(home);
  window = new WindowParts(workbench.page);
}

async function quit(): Promise<void> {
  complaints.push(...workbench.complaints);
  await workbench.app.close();
}

/** The folder of the package under test. If undefined, the build of the sources is tested. */
const { DNI_TEST_PACKAGE: packaged } = process.env;
const picture = (name: string): Promise<Buffer> =>
  workbench.page.screenshot({
    path: screenshotPath(`${packaged ? 'package' : 'electron'}-${name}`),
  });

function runs(): Run[] {
  const folder = join(home.projects, 'Sample', 'runs');
  const read = (id: string) =>
    JSON.parse(readFileSync(join(folder, id, 'run.json'), 'utf8')) as Run;
  return readdirSync(folder).map(read);
}
const runOf = (method: string): Run | undefined => runs().find((run) => run.method === method);

beforeAll(enter);
afterAll(async () => {
  await workbench?.app.close();
  await home.remove();
});

describe('a first start', () => {
  it('shows the sample project in a window of Electron', async () => {
    const { page } = workbench;
    expect(page.url()).toBe('app://workbench/');
    await window.edge('hidden1->hidden2').waitFor();
    expect(await window.locking()).toHaveLength(3);
    await picture('build');
  });

  it('keeps the window without Node, in a sandbox of its own', async () => {
    const seen = await workbench.page.evaluate(
      () => `${typeof globalThis.require} ${typeof globalThis.process}`,
    );
    expect(seen).toBe('undefined undefined');
  });
});

describe('training', () => {
  it('trains 1,500 steps on the real runtime while the curve moves', async () => {
    // So many that the first picture is taken while it trains.
    await window.runWith('dni', 1500);
    await window.row('DNI').waitFor();
    await window.lossChart().waitFor();
    const before = await window.lossChart().screenshot();
    await window.row('DNI').getByText('Finished').waitFor({ timeout: 150_000 });
    await expect.poll(async () => before.equals(await window.lossChart().screenshot())).toBe(false);
    expect(runOf('dni')).toMatchObject({ status: 'finished', step: 1500 });
    expect(runOf('dni')?.environment).toMatchObject({
      backend: 'tensorflow',
      tensorflow: '2.18.1',
    });
    await picture('runs');
  });

  it('leaves the window able to answer while a longer run trains at full speed', async () => {
    await window.view('Build').click();
    await window.runWith('backprop', 100_000);
    await expect.poll(() => runOf('backprop')?.step ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
    const { main, window: page } = await measureStalls(workbench, 20);
    console.log(
      `Longest stall in 20 s of training: main process ${main} ms, window ${page} ms (allowed 100 ms).`,
    );
    // Other programs may use the processor, but they do not cause a stall of a whole second.
    expect(Math.max(main, page)).toBeLessThan(1000);
  });

  it.runIf(packaged)('computes with the runtime that came with it', () => {
    const mapped = readFileSync(`/proc/${runOf('backprop')?.pid}/maps`, 'utf8');
    expect(mapped).toContain(join(packaged ?? '', 'resources/runtime/tensorflow/libtensorflow_cc'));
    expect(mapped).not.toContain(process.cwd());
  });

  it('survives the death of its training process', async () => {
    const pid = runOf('backprop')?.pid;
    expect(pid).toBeGreaterThan(0);
    process.kill(pid ?? 0, 'SIGKILL');
    await window.row('backprop').getByText('Interrupted').waitFor();
    expect(runOf('backprop')).toMatchObject({ status: 'interrupted', pid: null });
    await picture('interrupted');
  });

  it('takes the run up again, and stops it with a checkpoint', async () => {
    const { page } = workbench;
    const before = runOf('backprop')?.step ?? 0;
    await window.row('backprop').click();
    await page.getByRole('button', { name: 'Resume' }).click();
    await window.row('backprop').getByText('Running').waitFor({ timeout: 60_000 });
    await expect
      .poll(() => runOf('backprop')?.step ?? 0, { timeout: 60_000 })
      .toBeGreaterThan(before);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await window.row('backprop').getByText('Stopped').waitFor({ timeout: 60_000 });
    expect(runOf('backprop')?.status).toBe('stopped');
  });
});

describe('comparing', () => {
  it('draws both runs in one chart and saves the comparison', async () => {
    const { page } = workbench;
    await window.view('Compare').click();
    await window.compareAll();
    await page.getByRole('button', { name: 'Save or rename the comparison' }).click();
    await page.getByLabel('Name of the comparison').fill('DNI against backprop');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'DNI against backprop' }).waitFor();
    await picture('compare');
  });

  it.each(['Data', 'Settings'])('shows %s', async (name) => {
    await window.view(name).click();
    await workbench.page
      .getByRole('region', { name })
      .or(workbench.page.getByRole('heading', { name }))
      .first()
      .waitFor();
    await picture(name.toLowerCase());
  });
});

describe('a second start', () => {
  it('finds the runs and their comparison', async () => {
    await quit();
    await enter();
    const { page } = workbench;
    await window.view('Runs').click();
    await window.row('DNI').getByText('Finished').waitFor();
    await window.row('backprop').getByText('Stopped').waitFor();
    await window.view('Compare').click();
    await page
      .getByRole('button', { name: /^New comparison|^Comparison|^DNI against/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'DNI against backprop' }).click();
    await window.lossChart().waitFor();
    await picture('after-restart');
  });

  it('was without an error in the window', () => {
    expect([...complaints, ...workbench.complaints]).toEqual([]);
  });
});
