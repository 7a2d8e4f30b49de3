/** `npm run pictures -- --out DIR`: pictures of the window, to look at and for the help. Needs a built window (`npm run build`). */
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { openBrowser } from '../e2e/browser';
import { Home, startWorkbench } from '../e2e/workbench';
import { takeHelpFigures } from './help-figures';
import { takeHelpImage } from './help-images';
import { scenes, type Scene } from './scenes';
import { Stage, themes, type Size, type Theme } from './stage';

const sizes: readonly Size[] = [
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 2560, height: 1440 },
];

interface Options {
  out?: string;
  helpImages?: true;
  only?: string[];
  sizes?: string[];
  themes?: Theme[];
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);

async function takePictures(options: Options): Promise<number> {
  if (options.out !== undefined) mkdirSync(options.out, { recursive: true });
  const chosen = scenes.filter(
    ({ name, isInHelp }) =>
      (options.only?.includes(name) ?? true) && (options.out !== undefined || isInHelp),
  );
  const chosenSizes = sizes.filter(({ width }) => options.sizes?.includes(String(width)) ?? true);
  let failures = 0;
  const home = new Home();
  const workbench = await startWorkbench(home);
  const browser = await openBrowser(home);
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(20_000);
    // The pictures show the program as it is every day, without the offer of the first tour.
    await browser.addInitScript(() =>
      localStorage.setItem('dni-workbench.tour', JSON.stringify({ status: 'left' })),
    );
    page.on('pageerror', (error) => log(`Error in the window: ${String(error)}`));
    await page.goto(workbench.url);
    const stage = new Stage(page);
    await stage.builder().waitFor();
    for (const scene of chosen) {
      log(scene.name);
      try {
        await takeScene(stage, scene, chosenSizes, options);
      } catch (error) {
        failures += 1;
        log(`${scene.name} failed: ${String(error)}`);
        if (options.out !== undefined)
          await page.screenshot({ path: join(options.out, `${scene.name}-failed.png`) });
      }
    }
    if (options.helpImages && options.only === undefined) {
      log('figures of the concept pages');
      await takeHelpFigures(page, home.folder);
    }
  } finally {
    await browser.close();
    await workbench.close();
    await home.remove();
  }
  return failures === 0 ? 0 : 1;
}

async function takeScene(
  stage: Stage,
  scene: Scene,
  chosenSizes: readonly Size[],
  { out, helpImages, themes: chosenThemes }: Options,
): Promise<void> {
  await stage.page.setViewportSize({ width: 1440, height: 900 });
  await stage.begin();
  await scene.prepare(stage);
  if (helpImages && scene.isInHelp) await takeHelpImage(stage, scene);
  for (const size of out === undefined ? [] : chosenSizes)
    for (const theme of chosenThemes ?? themes) {
      const png = await stage.takePicture(size, theme, scene.isFitted === true);
      await writeFile(join(out ?? '', `${scene.name}-${size.width}-${theme}.png`), png);
    }
}

const choice = (flags: string, text: string, choices: readonly string[]): Option =>
  new Option(flags, text).choices(choices);

await new Command('pictures')
  .description('Pictures of the window, to look at (--out) and for the help pages (--help-images).')
  .option('--out <folder>', 'every scene in each size and theme')
  .option(
    '--help-images',
    'the scenes and, without --only, the figures that the help shows, to resources/help/images',
  )
  .addOption(
    choice(
      '--only <names...>',
      'these scenes',
      scenes.map(({ name }) => name),
    ),
  )
  .addOption(
    choice(
      '--sizes <widths...>',
      'these sizes',
      sizes.map(({ width }) => String(width)),
    ),
  )
  .addOption(choice('--themes <names...>', 'these themes', themes))
  .action(async (options: Options, command: Command) => {
    if (options.out === undefined && !options.helpImages)
      command.error('Say where the pictures go: --out FOLDER, --help-images, or both.');
    process.exitCode = await takePictures(options);
  })
  .parseAsync();
