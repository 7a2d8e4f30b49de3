/** Builds the program's own sources for Electron 9: `tsx test/electron/build.ts`. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, mergeConfig, type InlineConfig } from 'vite';
import product from '../../electron.vite.config';
import { lowerColorMix, lowerStyles, preludeInPage } from './build-plugins';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = (path: string): string => join(root, 'test/electron', path);

/** Where the build lies, laid out as `out`, with what makes it a program that Electron starts. */
export const builtFolder = join(root, 'out/electron-9');
const at = (path: string): string => join(builtFolder, path);

/** Scripts for the Node of Electron 9: CommonJS, with every package but those of native code in them. */
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

/** A script that a page loads as it is. */
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

/** Ahead of the preload script, which may require nothing but Electron: files tell their own paths there. */
const webUtils =
  "require('electron').webUtils = { getPathForFile: (file) => (file instanceof File ? file.path : '') };";

const page = mergeConfig(product.renderer as InlineConfig, {
  configFile: false,
  logLevel: 'warn',
  plugins: [lowerColorMix(), lowerStyles(), preludeInPage('prelude.js')],
  build: { outDir: at('renderer'), target: 'chrome72', cssTarget: 'chrome83' },
} satisfies InlineConfig);

/** The program's own entries: `index` is the main process, the others are processes it starts. */
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
