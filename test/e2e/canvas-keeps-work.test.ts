import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OpenWindow } from './open-window';
import { screenshotPath } from './workbench';

const window = new OpenWindow();
const models = join(window.sample, 'models');
const sample = 'MNIST, 3 layers, cDNI';
let page: Page;

async function openWindow(): Promise<Page> {
  const opened = await window.openAnother();
  await builder(opened).waitFor();
  return opened;
}

beforeAll(async () => {
  const first = await window.open();
  await first.goto('about:blank');
});

beforeEach(async () => {
  await page?.close();
  page = await openWindow();
  await open(page, sample);
});

afterAll(() => window.close());

function builder(of: Page): Locator {
  return of.getByRole('region', { name: 'Model builder' });
}
function title(of: Page): Locator {
  return of.getByRole('banner').getByRole('heading', { level: 2 });
}
const state = (of: Page): Locator => of.getByRole('banner');
const field = (of: Page, label: string): Locator =>
  of.getByRole('region', { name: 'Inspector' }).getByLabel(label, { exact: true });
const undo = (of: Page): Locator => builder(of).getByRole('button', { name: 'Undo' });
const node = (of: Page, name: string): Locator =>
  of.locator('.svelte-flow__node').filter({ hasText: name });

async function reload(): Promise<void> {
  await page.reload();
  await builder(page).waitFor();
}

async function chooseInMenu(of: Page, item: string): Promise<void> {
  const name = (await title(of).textContent()) ?? '';
  await builder(of).getByRole('button', { name, exact: true }).click();
  await of.getByRole('menuitem', { name: item, exact: true }).first().click();
}

async function open(of: Page, name: string): Promise<void> {
  if ((await title(of).textContent()) === name) return;
  await chooseInMenu(of, name);
  await expect.poll(() => title(of).textContent()).toBe(name);
}

async function setSteps(of: Page, steps: number): Promise<void> {
  await field(of, 'Steps').fill(String(steps));
  await field(of, 'Steps').press('Enter');
}

const files = (): string[] => readdirSync(models).filter((name) => name.endsWith('.json'));
const stepsOnDisk = (id = 'mnist-cdni'): number => window.readModel(id).training.steps;
const takeScreenshot = (name: string): Promise<Buffer> =>
  page.screenshot({ path: screenshotPath(`canvas-${name}`) });

describe('a change', () => {
  it('is on disk soon after it was made, without a command', async () => {
    await setSteps(page, 101);
    await expect.poll(() => stepsOnDisk()).toBe(101);
    await state(page).getByText('Saved', { exact: true }).waitFor();
  });

  it('is on disk after a reload right after it, with the same model on the canvas', async () => {
    await open(page, 'Spirals, 3 layers, cDNI');
    await setSteps(page, 102);
    await reload();
    await expect.poll(() => title(page).textContent()).toBe('Spirals, 3 layers, cDNI');
    await expect.poll(() => field(page, 'Steps').inputValue()).toBe('102');
    await expect.poll(() => stepsOnDisk('spirals-cdni')).toBe(102);
  });

  it('can be undone when the model is opened again', async () => {
    const before = stepsOnDisk();
    await setSteps(page, 103);
    await open(page, 'Spirals, 3 layers, cDNI');
    await expect.poll(() => stepsOnDisk()).toBe(103);
    await open(page, sample);
    await undo(page).click();
    await expect.poll(() => stepsOnDisk()).toBe(before);
  });
});

describe('text in a field', () => {
  it('counts for Ctrl+S, which also keeps the version', async () => {
    await field(page, 'Steps').fill('201');
    await page.keyboard.press('Control+s');
    await state(page).getByText('Saved, version kept').waitFor();
    expect(stepsOnDisk()).toBe(201);
    const versions = readdirSync(join(models, '.history', 'mnist-cdni'));
    expect(versions.sort().at(-1)).toContain('.kept.');
  });

  it('counts for a change of the view, a click on the canvas, Undo and a reload', async () => {
    await field(page, 'Steps').fill('202');
    await page.keyboard.press('Control+2');
    await expect.poll(() => stepsOnDisk()).toBe(202);
    await page.keyboard.press('Control+1');
    await field(page, 'Steps').fill('203');
    await node(page, 'hidden1').click();
    await expect.poll(() => stepsOnDisk()).toBe(203);
    await field(page, 'Units').fill('64');
    await undo(page).click();
    await expect.poll(() => field(page, 'Units').inputValue()).toBe('256');
    await expect.poll(() => page.getByRole('button', { name: 'Redo' }).isEnabled()).toBe(true);
    await field(page, 'Units').fill('32');
    await reload();
    await expect
      .poll(() => window.readModel('mnist-cdni').model.nodes['hidden1'])
      .toMatchObject({ units: 32 });
  });

  it('stays in the field while it is invalid, and the model does not run without it', async () => {
    await node(page, 'hidden1').click();
    await field(page, 'Units').fill('12.5');
    await title(page).click();
    expect(await field(page, 'Units').inputValue()).toBe('12.5');
    await page.getByRole('button', { name: /^Run / }).click();
    await page.getByText('Units: Type a whole number.').waitFor();
    await page.locator('.svelte-flow__pane').click({ position: { x: 10, y: 10 } });
    await page.getByText("'12.5' was not taken over", { exact: false }).waitFor();
  });
});

describe('a template', () => {
  const template = 'Recall, DNI over 4 ticks';

  it('becomes a model of the project with its first change, and is there after a reload', async () => {
    const before = files();
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('menuitem', { name: template }).click();
    await reload();
    await expect.poll(() => title(page).textContent()).toBe(template);
    expect(files()).toEqual(before);
    await field(page, 'Name of the model').fill('My recall');
    await field(page, 'Name of the model').press('Enter');
    await expect.poll(files).toEqual([...before, 'my-recall.json'].sort());
    await setSteps(page, 301);
    await expect.poll(() => stepsOnDisk('my-recall')).toBe(301);
    expect(files()).toHaveLength(before.length + 1);
  });

  it('cannot have the name of another model', async () => {
    const name = field(page, 'Name of the model');
    const own = await name.inputValue();
    await name.fill('MY recall');
    await name.press('Enter');
    await page.getByText("There is a model 'My recall' already", { exact: false }).waitFor();
    expect(window.readModel('mnist-cdni').name).toBe(own);
    await name.press('Escape');
    expect(await name.inputValue()).toBe(own);
  });
});

describe('deleting a model', () => {
  it('can be undone, with its undo history', async () => {
    await setSteps(page, 401);
    await chooseInMenu(page, 'Delete the model');
    await expect.poll(files).not.toContain('mnist-cdni.json');
    await takeScreenshot('deleted');
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => title(page).textContent()).toBe(sample);
    await expect.poll(() => stepsOnDisk()).toBe(401);
    await undo(page).click();
    await expect.poll(() => stepsOnDisk()).not.toBe(401);
  });

  it('can be undone later', async () => {
    await chooseInMenu(page, 'Delete the model');
    await expect.poll(files).not.toContain('mnist-cdni.json');
    await reload();
    await chooseInMenu(page, 'Recently deleted models');
    await page.getByRole('button', { name: 'Restore' }).first().click();
    await expect.poll(() => title(page).textContent()).toBe(sample);
    await expect.poll(files).toContain('mnist-cdni.json');
  });
});

describe('an earlier version', () => {
  it('is looked at without a change, and becomes the present one as a change that can be undone', async () => {
    await field(page, 'Steps').fill('501');
    await page.keyboard.press('Control+s');
    await state(page).getByText('Saved, version kept').waitFor();
    await setSteps(page, 502);
    await expect.poll(() => stepsOnDisk()).toBe(502);
    await chooseInMenu(page, 'Versions of the model');
    const versions = page.getByRole('list', { name: 'Versions' }).getByRole('button');
    await versions.nth(1).click();
    await page.getByRole('region', { name: 'The chosen version' }).waitFor();
    expect(await field(page, 'Steps').inputValue()).toBe('502');
    await page.getByRole('button', { name: 'Go back to it' }).click();
    await expect.poll(() => field(page, 'Steps').inputValue()).toBe('501');
    await takeScreenshot('versions');
    await versions.nth(2).click();
    await page.getByRole('button', { name: 'Go back to it' }).click();
    await expect.poll(() => field(page, 'Steps').inputValue()).not.toBe('501');
    await page.keyboard.press('Control+z');
    await expect.poll(() => field(page, 'Steps').inputValue()).toBe('501');
    await page.keyboard.press('Control+z');
    await expect.poll(() => field(page, 'Steps').inputValue()).toBe('502');
  });
});

describe('two windows on one project', () => {
  let other: Page;

  beforeEach(async () => {
    await other?.close();
    other = await openWindow();
    await open(other, sample);
  });

  /** Changes the file as another program does, without an event, and then in the window. */
  async function makeConflict(): Promise<void> {
    const spec = window.readModel('mnist-cdni');
    const theirs = { ...spec, training: { ...spec.training, steps: spec.training.steps + 1000 } };
    writeFileSync(join(models, 'mnist-cdni.json'), JSON.stringify(theirs));
    await setSteps(page, spec.training.steps + 1);
    await page.getByRole('button', { name: 'Keep mine' }).waitFor();
  }

  it('show the same model, and a change of the other one can be undone', async () => {
    await setSteps(page, 601);
    await expect.poll(() => field(other, 'Steps').inputValue()).toBe('601');
    await state(other).getByText('Saved', { exact: true }).waitFor();
    await undo(other).click();
    await expect.poll(() => field(page, 'Steps').inputValue()).not.toBe('601');
  });

  it('do not overwrite each other when both change it at once', async () => {
    await field(page, 'Steps').fill('602');
    await field(other, 'Steps').fill('603');
    await Promise.all([field(page, 'Steps').press('Enter'), field(other, 'Steps').press('Enter')]);
    const keep = (of: Page): Locator => of.getByRole('button', { name: 'Keep mine' });
    await expect.poll(async () => (await keep(page).count()) + (await keep(other).count())).toBe(1);
    const loser = (await keep(page).count()) === 1 ? page : other;
    const mine = loser === page ? 602 : 603;
    await expect.poll(() => stepsOnDisk()).toBe(1205 - mine);
    await loser.getByText('Not saved: changed in another window or program').waitFor();
    await keep(loser).click();
    await expect.poll(() => stepsOnDisk()).toBe(mine);
  });

  it('let the user take the version of the other one, and undo it', async () => {
    await makeConflict();
    await takeScreenshot('conflict');
    const mine = await field(page, 'Steps').inputValue();
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(() => field(page, 'Steps').inputValue()).toBe(String(Number(mine) + 999));
    await undo(page).click();
    await expect.poll(() => stepsOnDisk()).toBe(Number(mine));
  });

  it('let the user save a copy', async () => {
    await makeConflict();
    const mine = Number(await field(page, 'Steps').inputValue());
    await page.getByRole('button', { name: 'Save mine as a copy' }).click();
    await expect.poll(() => title(page).textContent()).toBe(`${sample}, copy`);
    expect(stepsOnDisk()).toBe(mine + 999);
    await expect.poll(() => stepsOnDisk('mnist-3-layers-cdni-copy')).toBe(mine);
  });

  it('notice that the other one deleted the model, and offer to save it again', async () => {
    await chooseInMenu(other, 'Delete the model');
    await page.getByRole('button', { name: 'Save mine again' }).click();
    await expect.poll(files).toContain('mnist-cdni.json');
    await state(page).getByText('Saved', { exact: true }).waitFor();
  });
});

describe('a model that cannot be saved', () => {
  /** A file in the place of the folder: nothing can be written, whoever the user is. */
  function blockFolder(): () => void {
    renameSync(models, `${models}-away`);
    writeFileSync(models, '');
    return () => {
      rmSync(models);
      renameSync(`${models}-away`, models);
    };
  }

  it('stays in the window, asks before it is left, and is saved as soon as possible', async () => {
    const unblock = blockFolder();
    try {
      await setSteps(page, 701);
      await page.getByText('Not saved:', { exact: false }).waitFor();
      await takeScreenshot('not-saved');
      const asked = page.waitForEvent('dialog');
      const reloaded = page.reload({ timeout: 3000 }).catch(() => 'refused');
      await (await asked).dismiss();
      expect(await reloaded).toBe('refused');
    } finally {
      unblock();
    }
    // It also tries again by itself, and then the button is gone.
    const retry = page.getByRole('button', { name: 'Retry' });
    const saved = state(page).getByText('Saved', { exact: true });
    await retry.or(saved).first().waitFor();
    await retry.click({ timeout: 5000 }).catch(() => saved.waitFor());
    await expect.poll(() => stepsOnDisk()).toBe(701);
    await state(page).getByText('Saved', { exact: true }).waitFor();
  });

  it('is back in the next window if this one crashes', async () => {
    await page.route('**/api/models.save', (route) => route.abort());
    await setSteps(page, 702);
    await page.getByText('Not saved:', { exact: false }).waitFor();
    // A page that is closed would send its changes once more, past the route.
    const crashed = page.waitForEvent('crash');
    void page.goto('chrome://crash').catch(() => undefined);
    await crashed;
    await page.close();
    page = await openWindow();
    await page
      .getByText('had not been saved when the window was closed', { exact: false })
      .waitFor();
    await expect.poll(() => stepsOnDisk()).toBe(702);
    await undo(page).click();
    await expect.poll(() => stepsOnDisk()).not.toBe(702);
  });
});
