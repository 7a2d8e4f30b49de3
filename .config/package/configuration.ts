/** The configuration of electron-builder for all platforms. It does not make the deb: see `deb.ts`. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from 'electron-builder';
import { fuses, type FuseName } from './fuses';
import type { StagedPackage } from './stage';

/** An unpacked Electron to use instead of downloading one. */
export interface GivenElectron {
  folder: string;
  version: string;
  /** The fuses that only later versions have. They are not set. */
  missingFuses: readonly FuseName[];
}

export interface PackageOptions {
  stage: StagedPackage;
  /** The output folder. */
  output: string;
  electron?: GivenElectron;
}

export function configuration({ stage, output, electron }: PackageOptions): Configuration {
  return {
    appId: 'net.dni-workbench',
    productName: 'DNI Workbench',
    copyright: 'The authors of DNI Workbench, Apache-2.0',
    directories: { app: stage.app, output },
    ...(electron && { electronDist: electron.folder, electronVersion: electron.version }),
    electronFuses: {
      ...fuses,
      ...Object.fromEntries((electron?.missingFuses ?? []).map((name) => [name, undefined])),
    },
    // The staged folder is complete, so nothing has to be installed or compiled.
    npmRebuild: false,
    nodeGypRebuild: false,
    electronLanguages: ['en-US', 'en'],
    asar: true,
    files: [
      '**/*',
      // Left out otherwise.
      ...['node_modules', 'out/node/node_modules'].map((to) => ({
        from: `${stage.app}/${to}`,
        to,
      })),
    ],
    asarUnpack: [
      // The dynamic loader cannot open libraries inside an archive.
      'node_modules/{sharp,@img}/**',
      // Reading a file inside an archive as a stream makes a copy of it.
      'out/node/**',
    ],
    extraResources: stage.runtime ? [{ from: stage.runtime, to: 'runtime' }] : [],
    extraFiles: [{ from: stage.licences, to: 'licences' }],
    // Removes the default page of Electron.
    afterPack: ({ appOutDir, packager }) =>
      rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true }),
    publish: null,
    linux: {
      target: ['AppImage'],
      executableName: 'dni-workbench',
      category: 'Science',
      icon: stage.icons.png,
      synopsis: 'Draw, train and compare networks with Decoupled Neural Interfaces',
    },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.education',
      icon: stage.icons.icns,
    },
    win: { target: ['nsis'], icon: stage.icons.ico },
    nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
  };
}
