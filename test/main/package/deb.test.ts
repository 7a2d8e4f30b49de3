import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDeb, requireDpkgDeb } from '../../../.config/package/deb';
import {
  debianArchitecture,
  debianVersion,
  formatControl,
  neededGlibc,
} from '../../../.config/package/deb-control';

const hasDpkgDeb = await requireDpkgDeb().then(
  () => true,
  () => false,
);

describe('the control file', () => {
  it('names the version in the order of Debian, and the architecture by its name there', () => {
    expect(debianVersion('1.0.0')).toBe('1.0.0');
    expect(debianVersion('1.0.0-rc.1')).toBe('1.0.0~rc.1');
    expect(debianArchitecture('x64')).toBe('amd64');
    expect(debianArchitecture('arm64')).toBe('arm64');
  });

  it('asks for the C library that the files were linked with', () => {
    const symbols = 'memcpy\0GLIBC_2.14\0GLIBC_2.28\0GLIBC_2.9\0GLIBCXX_3.4.29\0GLIBC_PRIVATE\0';
    expect(neededGlibc(Buffer.from(symbols))).toBe(28);
    expect(neededGlibc(Buffer.from('GLIBC_PRIVATE'))).toBeNull();
    const control = formatControl({
      ...{ version: '0.1.0', architecture: 'amd64', bytes: 1025, glibc: '2.28' },
    });
    expect(control).toContain('\nDepends: libc6 (>= 2.28), ');
    expect(control).toContain('\nInstalled-Size: 2\n');
  });
});

describe('without dpkg-deb', () => {
  it('a sentence says what is missing and what to install', async () => {
    await expect(requireDpkgDeb('/no/dpkg-deb')).rejects.toThrow(
      'A deb is made with dpkg-deb, which cannot be run here (spawn /no/dpkg-deb ENOENT): install the package dpkg, which every Debian and Ubuntu has, or make another target.',
    );
  });
});

describe.runIf(hasDpkgDeb)('a package', () => {
  const work = mkdtempSync(join(tmpdir(), 'dni-make-deb-'));
  let file: string;
  const list = (): string => execFileSync('dpkg-deb', ['--contents', file], { encoding: 'utf8' });

  beforeAll(async () => {
    const folder = join(work, 'unpacked');
    mkdirSync(join(folder, 'resources'), { recursive: true });
    for (const name of ['dni-workbench', 'chrome-sandbox'])
      cpSync('/bin/true', join(folder, name), { dereference: true });
    writeFileSync(join(folder, 'resources/app.asar'), 'the program');
    // As after a build with a strict umask, with which nobody else could read it.
    chmodSync(join(folder, 'resources/app.asar'), 0o600);
    chmodSync(join(folder, 'dni-workbench'), 0o700);
    const options = { folder, output: work, compression: 'none' } as const;
    file = await makeDeb({ ...options, version: '0.2.0-rc.1' });
  });

  afterAll(() => rmSync(work, { recursive: true }));

  it('is named after its version and architecture, and nothing else is left', () => {
    expect(file).toBe(
      join(work, `dni-workbench_0.2.0~rc.1_${debianArchitecture(process.arch)}.deb`),
    );
    expect(readdirSync(work).sort()).toEqual([file.slice(work.length + 1), 'unpacked']);
  });

  it('holds files of root that all can read, and the sandbox set-user-ID root', () => {
    const lines = list();
    expect(lines).toMatch(
      /^-rw-r--r-- root\/root .* \.\/usr\/lib\/dni-workbench\/resources\/app\.asar$/m,
    );
    expect(lines).toMatch(/^-rwxr-xr-x root\/root .* \.\/usr\/lib\/dni-workbench\/dni-workbench$/m);
    expect(lines).toMatch(
      /^-rwsr-xr-x root\/root .* \.\/usr\/lib\/dni-workbench\/chrome-sandbox$/m,
    );
    expect(lines).not.toMatch(/^d(?!rwxr-xr-x)/m);
  });

  it('has a command, a desktop entry, file types, icons and a copyright, and runs no scripts', () => {
    const lines = list();
    for (const path of [
      'bin/dni-workbench -> ../lib/dni-workbench/dni-workbench',
      'share/applications/dni-workbench.desktop',
      'share/mime/packages/dni-workbench.xml',
      'share/icons/hicolor/48x48/apps/dni-workbench.png',
      'share/doc/dni-workbench/copyright',
    ])
      expect(lines).toContain(` ./usr/${path}\n`);
    const control = join(work, 'unpacked-control');
    execFileSync('dpkg-deb', ['--control', file, control]);
    expect(readdirSync(control).sort()).toEqual(['control', 'md5sums']);
  });
});
