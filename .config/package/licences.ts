/** Collects the licences of everything in a package, except Electron, which includes its own. */
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import spdxLicences from 'spdx-license-list/full.js';
import { NOTICES_FILE } from '#tensorflow/runtime/wheels';
import type { CopiedPackage } from './native-packages';

interface Licence {
  name: string;
  version: string;
  identifier: string;
  text: string;
}

interface LicenceSources {
  root: string;
  /** The built program. A `licenses.json` in each part lists the packages bundled in it. */
  out: string;
  /** Packages that are copied without bundling. */
  packages: CopiedPackage[];
  runtime: string | null;
  /** The output folder. */
  licences: string;
}

export async function collectLicences(shipped: LicenceSources): Promise<void> {
  const { root, runtime, licences } = shipped;
  await mkdir(licences, { recursive: true });
  await cp(join(root, 'LICENSE'), join(licences, 'DNI-Workbench.txt'));
  await cp(join(root, 'resources/datasets/mnist/LICENSE.txt'), join(licences, 'MNIST.txt'));
  if (runtime) await cp(join(runtime, NOTICES_FILE), join(licences, 'TensorFlow.txt'));
  const all = [
    ...(await readBundleLicences(shipped.out)),
    ...(await readPackageLicences(shipped.packages)),
  ];
  const unique = new Map(all.map((licence) => [`${licence.name} ${licence.version}`, licence]));
  const sorted = [...unique.values()].sort((a, b) => a.name.localeCompare(b.name));
  await writeFile(join(licences, 'npm-packages.txt'), sorted.map(formatSection).join('\n\n'));
}

async function readBundleLicences(out: string): Promise<Licence[]> {
  const licences = [];
  for (const part of ['main', 'preload', 'renderer'])
    for (const name of await readdir(join(out, part)))
      if (name.endsWith('licenses.json'))
        licences.push(...(JSON.parse(await readFile(join(out, part, name), 'utf8')) as Licence[]));
  return licences;
}

function readPackageLicences(packages: CopiedPackage[]): Promise<Licence[]> {
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

/** The SPDX texts of a licence identifier, for packages that do not include the text of their licence. */
function standardLicenceTexts(identifier: string): string {
  const ids = identifier.match(/[\w.-]+/g)?.filter((word) => word in spdxLicences) ?? [];
  return ids.map((id) => spdxLicences[id]?.licenseText.trim()).join('\n\n');
}

function formatSection({ name, version, identifier, text }: Licence): string {
  const title = `${name} ${version}${identifier ? ` (${identifier})` : ''}`;
  const body = text?.trim() || standardLicenceTexts(identifier);
  return `${title}\n${'='.repeat(title.length)}\n\n${body}\n`;
}
