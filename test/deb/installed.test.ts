/**
 * `npm run test:deb`: installs the package that `npm run test:package` has packed, as a deb, works with it as
 * an ordinary user, and removes it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandName } from '#api/commands';
import type { Project, SavedModel } from '#api/types';
import type { Run } from '#spec/run';
import { makeDeb } from '../../.config/package/deb';
import { openScreen, type Screen } from '../electron/screen';
import { listLinkedPackages } from './linked-packages';
import { evaluate, listWindows } from './open-windows';
import { listSystemFiles, readCommandLine, reasonNotToInstall, runAsRoot, User } from './machine';

const packed = fileURLToPath(new URL('../../dist/electron-22/linux-unpacked', import.meta.url));
const name = 'dni-workbench';
const entry = `/usr/share/applications/${name}.desktop`;
const installed = `/usr/lib/${name}`;

const reason = reasonNotToInstall(packed);
if (reason) console.log(`The deb is not tested. ${reason}`);

let folder: string;
let deb: string;
let screen: Screen;
let user: User;
let before: Set<string>;
/** The port by which the test sees the windows. */
let port: number;

/** What the package says of itself in a field of its control file. */
const field = (which: string): string => runAsRoot('dpkg-deb', '--field', deb, which).trim();

/** The process of the program that the user has started, without those that it started itself. */
function programs(): number[] {
  return user.processes().filter((pid) => {
    const [program = '', ...words] = readCommandLine(pid);
    return program.endsWith(name) && !words.some((word) => word.startsWith('--type='));
  });
}

const titles = async (): Promise<string[]> => (await listWindows(port)).map(({ title }) => title);

/** Sends a command from a window, as its page does. */
async function ask<T>(command: CommandName, input: object = {}): Promise<T> {
  const [window] = await listWindows(port);
  if (!window) throw new Error('There is no window.');
  const call = `workbench.invoke('${command}', ${JSON.stringify(input)})`;
  return (await evaluate<{ result: T }>(window, call)).result;
}

describe.skipIf(reason)('the Debian package', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dni-deb-'));
    runAsRoot('chmod', '755', folder);
    screen = await openScreen();
    user = new User(screen.display);
    before = listSystemFiles();
    deb = await makeDeb({ folder: packed, version: '0.1.0', output: folder, compression: 'none' });
  });
  afterAll(async () => {
    await user?.remove();
    if (spawnSync('dpkg-query', ['-W', name]).status === 0) runAsRoot('dpkg', '--purge', name);
    screen?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('depends on the package of every library that its programs are linked with', () => {
    const packages = listLinkedPackages(packed);
    const depends = field('Depends').split(/[,|]/);
    const names = new Set(depends.map((one) => one.trim().split(' ')[0]));
    expect(packages.length).toBeGreaterThan(20);
    expect(packages.filter((one) => !names.has(one))).toEqual([]);
  });

  it('is installed by apt, with a desktop entry, file types and the sandbox of Chromium', () => {
    const quickly = ['-o', 'Dpkg::Options::=--force-unsafe-io'];
    runAsRoot('apt-get', 'install', '-q', '-y', '--no-install-recommends', ...quickly, deb);
    expect(runAsRoot('dpkg', '--verify', name)).toBe('');
    expect(user.run('gio', 'mime', 'application/x-dni-workbench-project')).toContain(
      'Default application for “application/x-dni-workbench-project”: dni-workbench.desktop',
    );
    const { mode, uid } = statSync(join(installed, 'chrome-sandbox'));
    expect([mode & 0o7777, uid]).toEqual([0o4755, 0]);
    expect(readFileSync(`/usr/share/doc/${name}/copyright`, 'utf8')).toContain('Apache-2.0');
    expect(readdirSync(join(installed, 'licences'))).toContain('TensorFlow.txt');
  });

  it('starts from its desktop entry as an ordinary user', async () => {
    // The user's own entry, which takes precedence, opens the port by which the test sees the windows.
    const applications = join(user.home, '.local/share/applications');
    const own = join(applications, `${name}.desktop`);
    const text = readFileSync(entry, 'utf8');
    expect(text).toContain(`\nExec=${name} %f\n`);
    user.write(own, text.replace(`Exec=${name}`, `Exec=${name} --remote-debugging-port=0`));
    user.run('update-desktop-database', applications);
    user.start('gio', 'launch', own);
    const portFile = join(user.home, `.config/${name}/DevToolsActivePort`);
    await expect
      .poll(() => statSync(portFile, { throwIfNoEntry: false })?.size ?? 0)
      .toBeGreaterThan(0);
    port = Number(readFileSync(portFile, 'utf8').split('\n')[0]);
    await expect.poll(titles).toEqual(['Sample – DNI Workbench']);
    expect(programs()).toHaveLength(1);
  });

  it('trains', async () => {
    const { id: projectId, directory } = await ask<Project>('projects.current');
    expect(directory).toBe(join(user.home, 'DNI Workbench/Sample'));
    const { spec } = await ask<SavedModel>('models.get', {
      projectId,
      modelId: 'mnist-cdni',
    });
    const started = { projectId, spec, modelId: null, steps: 20 };
    const { id } = await ask<Run>('runs.start', started);
    const read = (): Run =>
      JSON.parse(readFileSync(join(directory, 'runs', id, 'run.json'), 'utf8')) as Run;
    await expect.poll(() => read().status, { timeout: 60_000 }).toBe('finished');
    expect(read()).toMatchObject({ step: 20 });
  });

  it('a double-click on the file of a project opens it in the same program', async () => {
    const directory = join(user.home, 'Elsewhere');
    user.run('cp', '-r', join(user.home, 'DNI Workbench/Sample'), directory);
    const project = { version: 1, name: 'Elsewhere', created: '2026-11-30T00:00:00.000Z' };
    user.write(join(directory, 'project.json'), JSON.stringify(project));
    user.start('gio', 'open', join(directory, 'project.json'));
    await expect.poll(titles).toContain('Elsewhere – DNI Workbench');
    await expect.poll(programs).toHaveLength(1);
  });

  it('a double-click on an archive looks into it', async () => {
    const { id: projectId, directory } = await ask<Project>('projects.current');
    const path = join(directory, 'exports', 'all.dni.zip');
    await ask('exports.archive', {
      ...{ projectId, exportId: 'all', path },
      ...{ subject: { kind: 'project' }, checkpoints: false, data: false },
    });
    user.start('gio', 'open', path);
    const field = `document.querySelector('[role="dialog"] input')?.value`;
    const shown = async (): Promise<unknown[]> =>
      Promise.all((await listWindows(port)).map((window) => evaluate(window, field)));
    await expect.poll(shown).toContain(path);
  });

  it('is removed with all that it brought, but for the projects and settings of the user', async () => {
    for (const pid of programs()) runAsRoot('kill', '-TERM', String(pid));
    await expect.poll(programs, { timeout: 30_000 }).toEqual([]);
    runAsRoot('apt-get', 'purge', '-q', '-y', name);
    expect([...listSystemFiles()].filter((path) => !before.has(path))).toEqual([]);
    expect(spawnSync('dpkg-query', ['-W', name]).status).not.toBe(0);
    const left = user.run('find', user.home, '-mindepth', '1', '-maxdepth', '2', '-type', 'd');
    const folders = left
      .trim()
      .split('\n')
      .map((path) => relative(user.home, path));
    const kept = [
      ...['DNI Workbench', 'Elsewhere', `.config/${name}`],
      // Mesa keeps compiled shaders of all programs there, and the test its own desktop entry.
      ...['.cache/mesa_shader_cache', '.local/share'],
    ];
    const isKept = (path: string): boolean =>
      kept.some((one) => `${path}/`.startsWith(`${one}/`) || one.startsWith(`${path}/`));
    expect(folders.filter((path) => !isKept(path))).toEqual([]);
    expect(folders).toContain('DNI Workbench/Sample');
    expect(folders).toContain(`.config/${name}`);
  });
});
