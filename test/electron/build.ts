/** Builds the sources of the program for Electron 22: `tsx test/electron/build.ts`. */
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, mergeConfig, type InlineConfig } from 'vite';
import product from '../../electron.vite.config';
import { buildNodeProgram } from '../../src-main/launch/build-node-program';
import { firstScript, lowerColorMix } from './adapters/page-plugins';

const root = fileURLToPath(new URL('../..', import.meta.url));
const adapter = (name: string): string => join(root, 'test/electron/adapters', name);

/** An Electron with the program in it. */
const electronFolder = join(root, 'out/electron-22');
/** The built program, with the layout of `out` and a package.json with which Electron can start it. */
export const builtFolder = join(electronFolder, 'resources/app');
const at = (path: string): string => join(builtFolder, path);

/**
 * Builds a CommonJS script for the Node of Electron 22, which loads no ES modules in the main process,
 * with all packages bundled except native ones.
 */
function script(entry: string, file: string, banner = ''): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node16.17',
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
      target: 'chrome108',
      outDir: dirname(file),
      emptyOutDir: false,
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

/** Runs before the preload script, which may require only Electron: before version 32, File objects have a path. */
const webUtils =
  "require('electron').webUtils = { getPathForFile: (file) => (file instanceof File ? file.path : '') };";

const page = mergeConfig(product.renderer as InlineConfig, {
  configFile: false,
  logLevel: 'warn',
  plugins: [lowerColorMix(), firstScript('adapters.js')],
  build: { outDir: at('renderer'), target: 'chrome108' },
} satisfies InlineConfig);

/** The entry points of the program: `index` is the main process, the others are its child processes. */
const entries = (product.main as InlineConfig).build?.rolldownOptions?.input as Record<
  string,
  string
>;

/** Builds the program into `builtFolder`. */
export async function buildForElectron22(): Promise<void> {
  rmSync(electronFolder, { recursive: true, force: true });
  mkdirSync(builtFolder, { recursive: true });
  await build(page as InlineConfig);
  await build(pageScript(adapter('page.ts'), at('renderer/adapters.js')));
  await build(script(adapter('main.ts'), at('main/adapters-main.js')));
  await build(script(adapter('node.ts'), at('main/adapters-child.js')));
  for (const [name, entry] of Object.entries(entries)) {
    const adapters = name === 'index' ? 'adapters-main.js' : 'adapters-child.js';
    await build(script(entry, at(`main/${name}.js`), `require('./${adapters}');`));
  }
  await build(script(join(root, 'src-main/app/preload.ts'), at('preload/index.cjs'), webUtils));
  await buildNodeProgram(root, at('out/node'));
  writeFileSync(
    at('package.json'),
    `${JSON.stringify({ name: 'dni-workbench', version: '0.1.0', main: 'main/index.js' })}\n`,
  );
  // Electron looks for the packages of a program in no folder above its own.
  for (const name of ['resources', 'node_modules']) symlinkSync(join(root, name), at(name));
}

/**
 * Puts a copy of the Electron in `folder` around the built program, because it takes no program as an
 * argument. Returns the path of its binary.
 */
export function addElectron(folder: string): string {
  cpSync(folder, electronFolder, { recursive: true });
  return join(electronFolder, 'electron');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildForElectron22();
