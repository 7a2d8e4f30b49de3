import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { encodeIndexedPng, type Pixels } from './indexed-png';
import type { Scene } from './scenes';
import type { Stage } from './stage';

const size = { width: 1440, height: 900 };
const folder = new URL('../../resources/help/images/', import.meta.url);

/** Writes the picture of a scene that the help shows. */
export async function takeHelpImage(stage: Stage, { name, isFitted }: Scene): Promise<void> {
  await writeHelpImage(stage.page, name, await stage.takePicture(size, 'light', isFitted === true));
}

/** Writes a picture of the help with few colours, so that it stays small. */
export async function writeHelpImage(page: Page, name: string, png: Buffer): Promise<void> {
  const file = encodeIndexedPng(await decode(page, png));
  await writeFile(fileURLToPath(new URL(`${name}.png`, folder)), file);
}

/** The picture as the browser decodes it. */
async function decode(page: Page, png: Buffer): Promise<Pixels> {
  const { width, height, url } = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      if (!context) throw new Error('The browser draws no pictures.');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const reader = new FileReader();
      reader.readAsDataURL(new Blob([data]));
      await new Promise((resolve) => (reader.onload = resolve));
      return { width: image.width, height: image.height, url: reader.result as string };
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  return { width, height, pixels: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') };
}
