/** Builds the sources of the program for Electron 9: `tsx test/electron/build.ts`. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, mergeConfig, type InlineConfig } from 'vite';
import product from '../../electron.vite.config';
import { lowerColorMix, lowerStyles, preludeInPage } from './build-plugins';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = (path: string): string => join(root, 'test/electron', path);

/** The output folder, with the layout of `out` and a package.json with which Electron can start it. */
export const builtFolder = join(root, 'out/electron-9');
const at = (path: string): string => join(builtFolder, path);

/** Builds CommonJS scripts for the Node of Electron 9, with all packages bundled except native ones. */
function script(entry: string, file: string, banner = ''): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node10',
      outDir: dirname(file),
      emptyOutDir: false,
      minify: false,
      license: { fileName: `${basename(file)}.licenses.json` },
      rolldownOptions: {
        input: entry,
        external: ['electron', 'sharp', ...builtinModules, /^node:/],
        output: {
          format: 'cjs',
          codeSplitting: false,
          entryFileNames: basename(file),
          banner,
        },
        checks: { pluginTimings: false },
      },
    },
  };
}

/** Builds a script that a page loads directly. */
function pageScript(entry: string, file: string): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      target: 'chrome72',
      outDir: dirname(file),
      emptyOutDir: false,
      chunkSizeWarningLimit: Infinity,
      rolldownOptions: {
        input: entry,
        output: {
          format: 'iife',
          codeSplitting: false,
          entryFileNames: basename(file),
        },
      },
    },
  };
}

/** Runs before the preload script, which may require only Electron: in Electron 9, File objects have a path. */
const webUtils =
  "require('electron').webUtils = { getPathForFile: (file) => (file instanceof File ? file.path : '') };";

const page = mergeConfig(product.renderer as InlineConfig, {
  configFile: false,
  logLevel: 'warn',
  plugins: [lowerColorMix(), lowerStyles(), preludeInPage('prelude.js')],
  build: { outDir: at('renderer'), target: 'chrome72', cssTarget: 'chrome83' },
} satisfies InlineConfig);

/** The entry points of the program: `index` is the main process, the others are its child processes. */
const entries = (product.main as InlineConfig).build?.rolldownOptions?.input as Record<
  string,
  string
>;

export async function buildForElectron9(): Promise<void> {
  rmSync(builtFolder, { recursive: true, force: true });
  mkdirSync(builtFolder, { recursive: true });
  await build(page as InlineConfig);
  await build(pageScript(here('prelude/page.ts'), at('renderer/prelude.js')));
  for (const name of ['main', 'worker'])
    await build(script(here(`prelude/${name}.ts`), at(`main/prelude-${name}.js`)));
  for (const [name, entry] of Object.entries(entries)) {
    const prelude = name === 'index' ? 'prelude-main.js' : 'prelude-worker.js';
    await build(script(entry, at(`main/${name}.js`), `require('./${prelude}');`));
  }
  await build(script(join(root, 'src-main/app/preload.ts'), at('preload/index.cjs'), webUtils));
  writeFileSync(
    at('package.json'),
    `${JSON.stringify({ name: 'dni-workbench', version: '0.1.0', main: 'main/index.js' })}\n`,
  );
  symlinkSync(join(root, 'resources'), at('resources'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildForElectron9();
