/** Once for all tests of the window: Electron 9, the program built for it, and a screen. */
import { join } from 'node:path';
import { messageOf } from '#spec/errors';
import { buildForElectron9, builtFolder } from './build';
import { missingForWindows } from './missing';
import { oldElectron } from './old-electron';
import { openScreen } from './screen';

export default async function setup(): Promise<() => void> {
  const electron = join(await oldElectron().catch(refuse), 'electron');
  const missing = await missingForWindows(electron);
  if (missing) refuse(missing);
  await buildForElectron9();
  const screen = await openScreen();
  Object.assign(process.env, {
    DISPLAY: screen.display,
    DNI_TEST_ELECTRON: electron,
    DNI_TEST_PROGRAM: builtFolder,
  });
  return () => screen.close();
}

/** One line, where a thrown error would be told with its stack. */
function refuse(reason: unknown): never {
  console.error(messageOf(reason));
  process.exit(1);
}
