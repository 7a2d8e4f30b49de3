/** How a picture of a model is drawn for a document or a slide. */
import { z } from 'zod';

/** `grey`: for a print in black and white. */
export const pictureColors = ['light', 'dark', 'grey'] as const;

export const modelPictureStyleSchema = z.strictObject({
  /** In points of 1/72 inch; null: as large as on the canvas at zoom 1. */
  width: z.number().min(72).max(2880).nullable(),
  colors: z.enum(pictureColors),
  fontFamily: z.enum(['serif', 'sans']),
  /** `outlines`: as drawn shapes, which look alike where the fonts are missing but cannot be searched. */
  textAs: z.enum(['text', 'outlines']),
  isTransparent: z.boolean(),
  /** Whether the strip below the model shows when its modules compute, wait and update. */
  hasLocking: z.boolean(),
});
export type ModelPictureStyle = z.infer<typeof modelPictureStyleSchema>;

export const initialPictureStyle: ModelPictureStyle = {
  width: null,
  colors: 'light',
  fontFamily: 'sans',
  textAs: 'text',
  isTransparent: false,
  hasLocking: false,
};
