import type { Experiment } from '#spec/experiment';
import type { ModelPictureStyle } from '#spec/model-picture';

export interface ExportedModels {
  /** As it is saved. */
  plain: Experiment;
  /** With the place of every node on the canvas. */
  placed: Experiment;
}

/**
 * A picture as large as the canvas shows what the canvas shows. In another width, nodes that the user has not moved are
 * laid out for it.
 */
export function chooseSpec(
  { plain, placed }: ExportedModels,
  format: string,
  { width }: ModelPictureStyle,
): Experiment {
  return isPicture(format) && width === null ? placed : plain;
}

export const isPicture = (format: string): boolean => ['svg', 'pdf', 'png'].includes(format);
