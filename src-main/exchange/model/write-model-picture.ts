/** Pictures of models as documents. */
import type { Experiment } from '#spec/experiment';
import type { ModelPictureStyle } from '#spec/model-picture';
import type { Fields } from '#spec/task';
import { writePdf } from '../figure/pdf/write-pdf';
import { writePng } from '../figure/png/write-png';
import { writeSvg } from '../figure/svg/write-svg';
import { loadTypeface } from '../figure/text/typeface';
import { drawModel } from './draw-model';

export interface PictureFile {
  format: 'svg' | 'pdf' | 'png';
  style: ModelPictureStyle;
  /** Of `png`. */
  dotsPerInch: number;
}

/**
 * The content of the file, and what is to be known of it. The same model in the same style gives the same bytes. Throws
 * `validation` where a PNG would have too many pixels, `unavailable` where the fonts or sharp are missing.
 */
export async function renderModelPicture(
  experiment: Experiment,
  fields: Fields | null,
  { format, style, dotsPerInch }: PictureFile,
): Promise<{ content: string | Uint8Array; notes: string[] }> {
  const typeface = await loadTypeface(style.fontFamily);
  const { page, notes } = drawModel(experiment, fields, style, typeface);
  const options = { typeface, textAs: style.textAs };
  switch (format) {
    case 'svg':
      return { content: writeSvg(page, options), notes };
    case 'pdf':
      return { content: await writePdf(page, options), notes };
    case 'png':
      return { content: await writePng(page, { typeface, dotsPerInch }), notes };
  }
}
