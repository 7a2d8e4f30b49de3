import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpenWindow } from './open-window';

const window = new OpenWindow();
let page: Page;
/** Takes connections and never answers. */
let silent: Server;

beforeAll(async () => {
  page = await window.open();
  silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  await window.parts.view('Settings').click();
});

afterAll(async () => {
  await window.close();
  silent.close();
});

const section = (): Locator => page.getByRole('region', { name: 'Places to run' });
const row = (name: string): Locator => section().getByRole('listitem', { name, exact: true });

describe('places to run', () => {
  it('are added, with what is wrong beside the field', async () => {
    await section().getByText('Runs train on this computer.').waitFor();
    await section().getByRole('button', { name: 'Add a place' }).click();
    const form = page.getByRole('form', { name: 'New place to run' });
    // The field for the name has the focus.
    await page.keyboard.type('Group cluster');
    await form.getByText('--at group-cluster').waitFor();
    await form.getByRole('radio', { name: 'Ray' }).click();
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText("Write the address of Ray's dashboard").waitFor();
    const address = form.getByLabel('Address');
    await expect.poll(() => address.evaluate((it) => it === document.activeElement)).toBe(true);

    // Port 9 of this computer is refused.
    await address.fill('http://127.0.0.1:9');
    await form.getByRole('button', { name: 'Test' }).click();
    await form.getByText('127.0.0.1:9: it refuses connections. Check the network').waitFor();
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await row('Group cluster').getByText('Ray at http://127.0.0.1:9', { exact: true }).waitFor();
    // The test was of the same place.
    await row('Group cluster').getByText('it refuses connections').waitFor();
  });

  it('are changed, and a test that gets no answer is cancelled', async () => {
    await row('Group cluster').getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('form', { name: 'Edit Group cluster' });
    await form.getByLabel('Name').fill('Quiet cluster');
    const { port } = silent.address() as AddressInfo;
    await form.getByLabel('Address').fill(`http://127.0.0.1:${port}`);
    await form.getByLabel('Cores of a job').fill('8');
    await form.getByLabel('Cores of a job').press('Enter');
    const changed = row('Quiet cluster');
    await changed.getByText('A job asks for 8 cores; 4 jobs of a study at a time.').waitFor();
    await changed.getByRole('button', { name: 'Test' }).click();
    await changed.getByRole('progressbar', { name: 'Testing Quiet cluster' }).waitFor();
    await changed.getByRole('button', { name: 'Cancel the test' }).click();
    await expect.poll(() => changed.getByRole('status').count()).toBe(0);
    expect(await changed.getByRole('button', { name: 'Test' }).isEnabled()).toBe(true);
  });

  it('are there after a reload, and removed until that is undone', async () => {
    await page.reload();
    await row('Quiet cluster').getByRole('button', { name: 'Remove' }).click();
    await section().getByText('Runs train on this computer.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row('Quiet cluster').waitFor();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('Quiet clus');
    await page.keyboard.press('Enter');
    const edit = row('Quiet cluster').getByRole('button', { name: 'Edit' });
    await expect.poll(() => edit.evaluate((it) => it === document.activeElement)).toBe(true);
  });
});
