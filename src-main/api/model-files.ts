/** A model as a file for documents and other programs. */
import { z } from 'zod';
import { experimentSchema } from '#spec/experiment';
import { modelFormats } from '#spec/export-format';
import { modelPictureStyleSchema } from '#spec/model-picture';

/** Fields of the input of each command that makes such a file. */
export const modelFileFields = {
  /** The model as the window shows it, saved or not. */
  spec: experimentSchema,
  style: modelPictureStyleSchema,
};

/** Formats that a window can show before they are written: a PDF and a PNG look like the SVG. */
export const previewedFormats = modelFormats.filter(
  (format): format is Exclude<(typeof modelFormats)[number], 'pdf' | 'png'> =>
    format !== 'pdf' && format !== 'png',
);

/** The file as it would be written. */
export const modelPreviewSchema = z.strictObject({
  text: z.string(),
  /** What is left out or worth knowing, a sentence each. */
  notes: z.array(z.string()),
});
