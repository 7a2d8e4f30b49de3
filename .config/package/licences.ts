/** Collects the licences of everything that a package holds, but Electron's, which bring themselves. */
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import standard from 'spdx-license-list/full.js';
import { NOTICES } from '#tensorflow/runtime/wheels';
import type { ShippedPackage } from './native-packages';

interface Licence {
  name: string;
  version: string;
  identifier: string;
  text: string;
}

interface Shipped {
  root: string;
  /** The built program; what is bundled in each part is told by a `licenses.json` in it. */
  out: string;
  /** Packages that are shipped as such. */
  packages: ShippedPackage[];
  runtime: string | null;
  /** The folder to fill. */
  licences: string;
}

export async function collectLicences(shipped: Shipped): Promise<void> {
  const { root, runtime, licences } = shipped;
  await mkdir(licences, { recursive: true });
  await cp(join(root, 'LICENSE'), join(licences, 'DNI-Workbench.txt'));
  await cp(join(root, 'resources/datasets/mnist/LICENSE.txt'), join(licences, 'MNIST.txt'));
  if (runtime) await cp(join(runtime, NOTICES), join(licences, 'TensorFlow.txt'));
  const all = [...(await ofBundles(shipped.out)), ...(await ofPackages(shipped.packages))];
  const once = new Map(all.map((each) => [`${each.name} ${each.version}`, each]));
  const sorted = [...once.values()].sort((a, b) => a.name.localeCompare(b.name));
  await writeFile(join(licences, 'npm-packages.txt'), sorted.map(section).join('\n\n'));
}

async function ofBundles(out: string): Promise<Licence[]> {
  const found = [];
  for (const part of ['main', 'preload', 'renderer'])
    for (const name of await readdir(join(out, part)))
      if (name.endsWith('licenses.json'))
        found.push(...(JSON.parse(await readFile(join(out, part, name), 'utf8')) as Licence[]));
  return found;
}

function ofPackages(packages: ShippedPackage[]): Promise<Licence[]> {
  return Promise.all(
    packages.map(async ({ name, version, license, folder }) => {
      const files = (await readdir(folder)).filter((file) =>
        /^(licen[cs]e|notice|copying|third-party)/i.test(file),
      );
      const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
      return { name, version, identifier: license, text: texts.join('\n\n') };
    }),
  );
}

/** For packages that name their licence without bringing its text along. */
function standardTexts(identifier: string): string {
  const ids = identifier.match(/[\w.-]+/g)?.filter((word) => word in standard) ?? [];
  return ids.map((id) => standard[id]?.licenseText.trim()).join('\n\n');
}

function section({ name, version, identifier, text }: Licence): string {
  const title = `${name} ${version}${identifier ? ` (${identifier})` : ''}`;
  const body = text?.trim() || standardTexts(identifier);
  return `${title}\n${'='.repeat(title.length)}\n\n${body}\n`;
}
