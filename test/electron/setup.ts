/** Global setup of the Electron tests: fetches Electron 22, builds the program for it, and starts a virtual screen. */
import { join } from 'node:path';
import { addElectron, buildForElectron22 } from './build';
import { fetchElectron } from './fetch-electron';
import { missingForWindows, refuse } from './missing';
import { openScreen } from './screen';

export default async function setup(): Promise<() => void> {
  // With a package, its start script is checked; `ldd` reports nothing for a script.
  const { DNI_TEST_PACKAGE: folder } = process.env;
  const electron = folder ?? (await fetchElectron().catch(refuse));
  const missing = await missingForWindows(join(electron, folder ? 'dni-workbench' : 'electron'));
  if (missing) refuse(missing);
  if (!folder) {
    await buildForElectron22();
    process.env.DNI_TEST_ELECTRON = addElectron(electron);
  }
  const screen = await openScreen();
  process.env.DISPLAY = screen.display;
  return () => screen.close();
}
