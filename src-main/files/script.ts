import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The script `name` in the folder of the module whose `import.meta.url` is `here`: TypeScript where that is a source, else
 * the compiled file.
 *
 *     const file = scriptBeside(import.meta.url, 'worker');
 *     fork(file, [], { execArgv: scriptArguments(file) });
 */
export function scriptBeside(here: string, name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(fileURLToPath(here))}`, here));
}

/** The arguments that Node needs before this script: TypeScript runs through tsx. */
export function scriptArguments(file: string): string[] {
  if (extname(file) !== '.ts') return [];
  const tsx = createRequire(pathToFileURL(file)).resolve('tsx');
  return ['--import', pathToFileURL(tsx).href];
}
