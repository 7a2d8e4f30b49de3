/** Global setup of the Electron tests: fetches Electron 9, builds the program for it, and starts a virtual screen. */
import { join } from 'node:path';
import { messageOf } from '#spec/errors';
import { buildForElectron9, builtFolder } from './build';
import { missingForWindows } from './missing';
import { oldElectron } from './old-electron';
import { openScreen } from './screen';

export default async function setup(): Promise<() => void> {
  // With a package, its start script is checked; `ldd` reports nothing for a script.
  const { DNI_TEST_PACKAGE: folder } = process.env;
  const binary = folder
    ? join(folder, 'dni-workbench')
    : join(await oldElectron().catch(refuse), 'electron');
  const missing = await missingForWindows(binary);
  if (missing) refuse(missing);
  if (!folder) {
    await buildForElectron9();
    Object.assign(process.env, { DNI_TEST_ELECTRON: binary, DNI_TEST_PROGRAM: builtFolder });
  }
  const screen = await openScreen();
  process.env.DISPLAY = screen.display;
  return () => screen.close();
}

/** Prints one line and exits, because a thrown error would be printed with its stack. */
function refuse(reason: unknown): never {
  console.error(messageOf(reason));
  process.exit(1);
}
