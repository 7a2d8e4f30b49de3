/** How a figure is laid out on paper or on a slide: its size, its fonts, and what stands around the plots. */
import { z } from 'zod';

export const pointsPerInch = 72;

/** Where the legend stands. */
export const legendPlaces = ['right', 'below', 'none'] as const;

/** Sizes are in points of 1/72 inch. */
export const figureStyleSchema = z.strictObject({
  width: z.number().min(72).max(2880),
  /** Null: as high as the plots need to be well-proportioned. */
  height: z.number().min(72).max(2880).nullable(),
  fontFamily: z.enum(['serif', 'sans']),
  fontSize: z.number().min(4).max(48),
  /** `outlines`: as drawn shapes, which look alike where the fonts are missing but cannot be searched. */
  textAs: z.enum(['text', 'outlines']),
  /** Greys, dashes and shapes in place of colours, for a print in black and white. */
  isGreySafe: z.boolean(),
  legend: z.enum(legendPlaces),
  /** A paper has the title in its caption. */
  hasTitle: z.boolean(),
  /** The sentences about what bands are and what is not drawn, below the plots. */
  hasNotes: z.boolean(),
  isTransparent: z.boolean(),
});
export type FigureStyle = z.infer<typeof figureStyleSchema>;

const paper: FigureStyle = {
  width: 3.25 * pointsPerInch,
  height: null,
  fontFamily: 'serif',
  fontSize: 8,
  textAs: 'text',
  isGreySafe: false,
  legend: 'below',
  hasTitle: false,
  hasNotes: false,
  isTransparent: false,
};

/** Styles by name. `paper`: one column of two; `paper-wide`: both. */
export const figurePresets = {
  screen: {
    ...paper,
    width: 6.5 * pointsPerInch,
    fontFamily: 'sans',
    fontSize: 9,
    legend: 'right',
    hasTitle: true,
    hasNotes: true,
  },
  paper,
  'paper-wide': { ...paper, width: 6.75 * pointsPerInch, legend: 'right' },
  talk: {
    ...paper,
    width: 10 * pointsPerInch,
    height: 5.625 * pointsPerInch,
    fontFamily: 'sans',
    fontSize: 16,
    legend: 'right',
    hasTitle: true,
  },
} as const satisfies Record<string, FigureStyle>;
export type FigurePreset = keyof typeof figurePresets;
export const figurePresetNames = Object.keys(figurePresets) as FigurePreset[];

/** Widths that journals and conferences ask for, in points. */
export const columnWidths = {
  /** A column of two on a page with margins of an inch. */
  single: 3.25 * pointsPerInch,
  double: 6.75 * pointsPerInch,
  /** Of `\documentclass[twocolumn]{article}`: 229.5 points of TeX. */
  article: (229.5 * pointsPerInch) / 72.27,
  /** Of NeurIPS, ICLR and many theses: one column. */
  neurips: 5.5 * pointsPerInch,
  ieee: 3.5 * pointsPerInch,
  'ieee-double': 7.16 * pointsPerInch,
} as const;
export type ColumnWidth = keyof typeof columnWidths;

/** What a user chooses: a style by its name, and what differs from it. */
export const figureStyleChoiceSchema = figureStyleSchema.partial().extend({
  preset: z.enum(figurePresetNames as [FigurePreset, ...FigurePreset[]]).optional(),
});
export type FigureStyleChoice = z.infer<typeof figureStyleChoiceSchema>;

export function resolveFigureStyle({
  preset = 'screen',
  ...differences
}: FigureStyleChoice = {}): FigureStyle {
  const given = Object.entries(differences).filter(([, value]) => value !== undefined);
  return { ...figurePresets[preset], ...Object.fromEntries(given) };
}
