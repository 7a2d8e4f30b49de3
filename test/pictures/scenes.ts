import type { Experiment } from '#spec/experiment';
import { makeDeepModel, makeWideModel } from '../bench/canvas/make-models';
import type { Stage } from './stage';

export interface Scene {
  name: string;
  /** Brings the window, which shows the builder, to what the picture shows. */
  prepare: (stage: Stage) => Promise<void>;
  /** Whether the help shows it: `resources/help/images` has a picture of this name. */
  isInHelp?: boolean;
  /** Whether the canvas shows the whole model again when the window gets another size. */
  isFitted?: boolean;
}

const scene = (
  name: string,
  prepare: Scene['prepare'],
  options: Pick<Scene, 'isInHelp' | 'isFitted'> = {},
): Scene => ({ name, prepare, ...options });

/** A template as it is opened. */
const template = (name: string, model: string, isInHelp = false): Scene =>
  scene(
    name,
    async (stage) => {
      await stage.openTemplate(model);
      await stage.leave();
    },
    { isInHelp, isFitted: true },
  );

/** A model that is saved in the project, and opened from the menu. */
const saved = (name: string, model: Experiment): Scene =>
  scene(
    name,
    async (stage) => {
      await stage.saveModel(model);
      await stage.page.getByTitle('Open a model, its versions, duplicate or delete it').click();
      await stage.page.getByRole('menuitem', { name: model.name }).click();
      await stage.leave();
      await stage.card('loss').waitFor();
      await stage.fit();
    },
    { isFitted: true },
  );

export const scenes: readonly Scene[] = [
  /** The window of a server in which no project is open. */
  scene('start', async ({ page }) => {
    await page.route(
      '**/api/projects.current',
      (route) => route.fulfill({ json: { ok: true, result: null } }),
      { times: 1 },
    );
    await page.reload();
    await page.getByRole('heading', { name: 'DNI Workbench' }).waitFor();
  }),
  scene('build', (stage) => stage.leave(), { isInHelp: true, isFitted: true }),
  scene('empty', async (stage) => {
    await stage.choose('New', 'New empty model');
    await stage.leave();
  }),
  scene(
    'gallery',
    async (stage) => {
      await stage.choose('New', 'New model from a template…');
      await stage.dialog('Templates').locator('[data-template] svg').first().waitFor();
    },
    { isInHelp: true },
  ),
  scene(
    'decoupled',
    async (stage) => {
      await stage.openTemplate('MNIST, 3 layers, cDNI');
      await stage.page.getByRole('button', { name: 'Edge hidden1->hidden2 is decoupled' }).click();
    },
    { isInHelp: true, isFitted: true },
  ),
  template('unlocked', 'MNIST, 3 layers, fully unlocked', true),
  template('cnn', 'MNIST, small CNN, cDNI'),
  template('cifar', 'CIFAR-10, CNN, cDNI'),
  template('recurrent', 'Copy, DNI and auxiliary task', true),
  template('characters', 'Characters, DNI over 8, auxiliary task'),
  template('rates', 'Counting digits, decoupled', true),
  template('levels', 'Three levels, decoupled'),
  saved('deep', makeDeepModel(300)),
  saved('wide', makeWideModel(300)),
  scene(
    'problems',
    async (stage) => {
      await stage.openTemplate('MNIST, small CNN, cDNI');
      await stage.deleteNode('flatten', 'Delete');
      await stage.deleteNode('loss', 'Shift+Delete');
      await stage.showTab('Problems');
      await stage.page.getByRole('button', { name: /^(Errors|Warnings) of logits/ }).hover();
    },
    { isInHelp: true, isFitted: true },
  ),
  scene(
    'diff',
    async (stage) => {
      const { page } = stage;
      await stage.openTemplate('MNIST, small CNN, cDNI');
      await page.keyboard.press('Control+s');
      await page.getByRole('button', { name: 'Name it' }).click();
      await page
        .getByRole('textbox', { name: 'Keep the present version as…' })
        .fill('As published');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await stage.select('conv1');
      await stage.inspectorField('Maps').fill('32');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Edge pool1->conv2 is decoupled' }).dblclick();
      await stage.insertOn('flatten->logits', 'Dropout');
      await stage.chooseOfModel('Versions of the model');
      const versions = page.getByRole('list', { name: 'Versions' }).getByRole('button');
      await versions.filter({ hasText: 'As published' }).click();
      await page.getByRole('button', { name: 'Compare…' }).click();
      await stage.dialog('What changed').getByRole('list', { name: 'Changes' }).waitFor();
    },
    { isInHelp: true },
  ),
  scene(
    'presentation',
    async (stage) => {
      await stage.openTemplate('MNIST, small CNN, cDNI');
      await stage.page.keyboard.press('Shift+P');
      await stage.leave();
    },
    { isFitted: true },
  ),
  scene(
    'alive',
    async (stage) => {
      const { page } = stage;
      await stage.openTemplate('Spirals, 3 layers, cDNI');
      await stage.parts.startRun('dni', 1200);
      const bar = page.getByRole('region', { name: 'Run on the canvas' });
      await bar.getByText('step 1,200 of 1,200').waitFor({ timeout: 120_000 });
      await page.getByText('checkpoint of step 1,200').waitFor({ timeout: 60_000 });
      await stage.leave();
    },
    { isInHelp: true, isFitted: true },
  ),
  scene(
    'training',
    async (stage) => {
      await stage.openTemplate('Copy, DNI and auxiliary task');
      await stage.parts.startRun('dni', 100_000);
      await stage.page.getByText(/^step \d\d\d of/).waitFor({ timeout: 120_000 });
      await stage.leave();
    },
    { isFitted: true },
  ),
  scene('run', async (stage) => {
    await stage.parts.view('Runs').click();
    await stage.page.getByRole('row').nth(1).click();
    await stage.parts.lossChart().waitFor();
    await stage.leave();
  }),
];
