/** The control file of the Debian package: what it is and what it needs. */

/** The packages of the libraries that Electron is linked with; the names are those of Debian 12, which later releases provide. */
const linkedLibraries = [
  'libasound2t64 | libasound2',
  'libatk-bridge2.0-0',
  'libatk1.0-0',
  'libatspi2.0-0',
  'libcairo2',
  'libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libgcc-s1',
  'libglib2.0-0',
  'libgtk-3-0',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libstdc++6',
  'libudev1',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
];

/** They list the file types of all packages and the programs that open them. */
const registries = ['desktop-file-utils', 'shared-mime-info'];

/** For notifications and links to the web. */
const recommended = ['libnotify4', 'xdg-utils'];

const architectures: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
};

/** Debian's name of the architecture. */
export function debianArchitecture(arch: NodeJS.Architecture): string {
  return architectures[arch] ?? arch;
}

/** A version in the order of Debian: 1.0.0~rc.1 comes before 1.0.0. */
export function debianVersion(version: string): string {
  return version.replace('-', '~');
}

export interface Contents {
  version: string;
  architecture: string;
  bytes: number;
  /** The version of the C library that its files were linked with, as 2.31. */
  glibc: string;
}

export function formatControl({ version, architecture, bytes, glibc }: Contents): string {
  const fields = {
    Package: 'dni-workbench',
    Version: debianVersion(version),
    Section: 'science',
    Priority: 'optional',
    Architecture: architecture,
    'Installed-Size': Math.ceil(bytes / 1024),
    Depends: [`libc6 (>= ${glibc})`, ...linkedLibraries, ...registries].join(', '),
    Recommends: recommended.join(', '),
    Maintainer: 'The authors of DNI Workbench <authors@dni-workbench.invalid>',
    Description: 'workbench for Decoupled Neural Interfaces (synthetic gradients)',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `${lines.join('\n')}
 Draw a network as a graph, choose what crosses each edge (backpropagation,
 synthetic gradients or nothing), train it and compare the runs. It needs
 neither Python nor a network: TensorFlow's runtime for CPUs is included.
`;
}

/** The newest version of the C library that the file of a program or a library asks for; null if it asks for none. */
export function neededGlibc(file: Buffer): number | null {
  let newest: number | null = null;
  const name = 'GLIBC_2.';
  for (let at = file.indexOf(name); at >= 0; at = file.indexOf(name, at + 1)) {
    const digits = /^\d+/.exec(file.toString('latin1', at + name.length, at + name.length + 4));
    if (digits) newest = Math.max(newest ?? 0, Number(digits[0]));
  }
  return newest;
}
