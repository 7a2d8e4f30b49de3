import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fuseOption, fuses, type FuseName } from '../../.config/package/fuses';
import { Home } from '../e2e/workbench';
import { startProgram } from './start-program';

/** The folder of the package. A build of the sources has the fuses of Electron as it comes. */
const { DNI_TEST_PACKAGE: folder = '' } = process.env;
const program = join(folder, 'dni-workbench');
const resources = join(folder, 'resources');
const archive = join(resources, 'app.asar');
const home = new Home();
/** The file that foreign code writes where it runs. */
const mark = join(home.folder, 'foreign-code-ran');
const foreignCode = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');`;

function writeForeignScript(): string {
  const path = join(home.folder, 'foreign.cjs');
  writeFileSync(path, foreignCode);
  return path;
}

describe.runIf(folder)('the fuses of the packaged binary', () => {
  // The first start makes the sample project.
  beforeAll(async () => expect((await start({})).paintedAt).not.toBeNull());
  beforeEach(() => rmSync(mark, { force: true }));
  afterAll(() => home.remove());
  const start = (env: NodeJS.ProcessEnv, args: string[] = []) =>
    startProgram(program, { home: home.folder, env, args });

  it('are set as configured, except those that this Electron lacks', async () => {
    const wire = await getCurrentFuseWire(program);
    const isOn = (name: FuseName): boolean | undefined => {
      const state = wire[fuseOption(name)];
      return state === undefined ? undefined : String.fromCharCode(state) === '1';
    };
    const names = Object.keys(fuses) as FuseName[];
    expect(Object.fromEntries(names.map((name) => [name, isOn(name)]))).toEqual({
      ...fuses,
      // Electron has it from version 29 on.
      grantFileProtocolExtraPrivileges: undefined,
    });
  });

  it('the binary is no Node: with ELECTRON_RUN_AS_NODE, it opens its window', async () => {
    // Node would run the script in this folder; the program opens the project in it.
    const project = join(home.folder, 'project');
    cpSync(join(home.projects, 'Sample'), project, { recursive: true });
    writeFileSync(join(project, 'index.js'), foreignCode);
    const { paintedAt } = await start({ ELECTRON_RUN_AS_NODE: '1' }, [project]);
    expect(paintedAt).not.toBeNull();
    expect(existsSync(mark)).toBe(false);
  });

  it('NODE_OPTIONS load no code', async () => {
    const { paintedAt } = await start({ NODE_OPTIONS: `--require ${writeForeignScript()}` });
    expect(paintedAt).not.toBeNull();
    expect(existsSync(mark)).toBe(false);
  });

  it('--inspect opens no debugger', async () => {
    const { paintedAt, output } = await start({}, ['--inspect=0']);
    expect(paintedAt).not.toBeNull();
    // The line of the page's debugger, which the test itself asks for, names another protocol.
    expect(output).toContain('DevTools listening on');
    expect(output).not.toContain('Debugger listening on');
  });

  it('a folder beside the archive is not loaded in its place', async () => {
    const foreign = join(resources, 'app');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'package.json'), '{ "name": "foreign", "main": "index.js" }');
    writeFileSync(join(foreign, 'index.js'), foreignCode);
    try {
      expect((await start({})).paintedAt).not.toBeNull();
      expect(existsSync(mark)).toBe(false);
      // Not even where there is no archive.
      renameSync(archive, `${archive}.away`);
      expect((await start({})).paintedAt).toBeNull();
      expect(existsSync(mark)).toBe(false);
    } finally {
      rmSync(foreign, { recursive: true });
      if (existsSync(`${archive}.away`)) renameSync(`${archive}.away`, archive);
    }
  });

  it('a changed archive is run on Linux, where the rights to its file alone protect it', async () => {
    const original = readFileSync(archive);
    const changed = Buffer.from(original);
    const first = `require("./adapters-main.js");`;
    changed.write('process.exit(77);'.padEnd(first.length), changed.indexOf(first));
    try {
      writeFileSync(archive, changed);
      expect(await start({})).toMatchObject({ paintedAt: null, status: 77 });
    } finally {
      writeFileSync(archive, original);
    }
  });
});
