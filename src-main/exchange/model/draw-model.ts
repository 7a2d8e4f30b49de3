/** A picture of a model as shapes and texts on a page. */
import { describeModel, type ModelPicture } from '#diagram/picture/model-picture';
import type { Experiment } from '#spec/experiment';
import type { Model } from '#spec/model';
import { pointsPerInch } from '#spec/figure-style';
import type { ModelPictureStyle } from '#spec/model-picture';
import type { Fields } from '#spec/task';
import type { Page } from '../figure/drawings';
import { cleanText } from '../figure/text/clean-text';
import type { Typeface } from '../figure/text/typeface';
import { drawFrame, drawNote } from './draw-annotation';
import { drawCard } from './draw-card';
import { drawEdgeLabel, drawEdgeLine } from './draw-edge';
import { drawStrip } from './draw-strip';
import { choosePalette } from './palette';
import { PicturePen } from './picture-pen';

/** Points of a pixel at zoom 1: CSS has 96 pixels to the inch. */
const naturalScale = 0.75;
/** Pixels around the model. */
const margin = 12;
/** Pixels between the model and the strip, and the width that a strip needs. */
const strip = { gap: 20, minWidth: 440 };
/** Size of the names of nodes in pixels, and in points what papers ask for at least. */
const name = { size: 12.5, minPoints: 6 };
/** The window of the canvas when nothing else is asked for. */
const usualViewport = { width: 1280, height: 720 };

export interface DrawnModel {
  page: Page;
  /** What is to be known of the picture, a sentence each. */
  notes: string[];
}

export function drawModel(
  experiment: Experiment,
  fields: Fields | null,
  style: ModelPictureStyle,
  typeface: Typeface,
): DrawnModel {
  const viewport = chooseViewport(experiment.model, style.width);
  const picture = describeModel(experiment, { fields, viewport, hasLocking: style.hasLocking });
  const { bounds } = picture;
  const width = Math.max(bounds.width, picture.strip ? strip.minWidth : 0) + 2 * margin;
  const scale = style.width === null ? naturalScale : style.width / width;
  const left = bounds.x - margin - (width - 2 * margin - bounds.width) / 2;
  const origin = { x: left, y: bounds.y - margin };
  const pen = new PicturePen(choosePalette(style.colors), typeface, { origin, scale });
  drawGraph(pen, picture);
  let bottom = bounds.y + bounds.height;
  if (picture.strip) {
    const place = { x: left + margin, y: bottom + strip.gap, width: width - 2 * margin };
    bottom = place.y + drawStrip(pen, picture.strip, place);
  }
  const page: Page = {
    width: width * scale,
    height: (bottom + margin - origin.y) * scale,
    title: cleanText(picture.title),
    background: style.isTransparent ? null : pen.colors.surface,
    fontFamily: style.fontFamily,
    drawings: pen.drawings,
  };
  return { page, notes: describeSize(width, scale) };
}

function drawGraph(pen: PicturePen, { frames, notes, cards, edges }: ModelPicture): void {
  for (const frame of frames) drawFrame(pen, frame);
  for (const note of notes) drawNote(pen, note);
  for (const edge of edges) drawEdgeLine(pen, edge);
  for (const card of cards) drawCard(pen, card);
  for (const edge of edges) drawEdgeLabel(pen, edge);
}

/**
 * A chain without positions of its own is broken into rows whose text is readable at the width. Where a model branches,
 * its edges would cross between narrow rows: it keeps the layout of the canvas.
 */
function chooseViewport(model: Model, width: number | null): { width: number; height: number } {
  if (width === null || !isChain(model)) return usualViewport;
  return { width: (width * name.size) / name.minPoints, height: Infinity };
}

function isChain({ edges }: Model): boolean {
  const between = edges.filter(({ from, to }) => from !== to);
  const count = (ends: readonly string[]): number => new Set(ends).size;
  return (
    count(between.map(({ from }) => from)) === between.length &&
    count(between.map(({ to }) => to)) === between.length
  );
}

function describeSize(width: number, scale: number): string[] {
  const points = name.size * scale;
  if (points >= name.minPoints - 0.05) return [];
  const needed = (width * name.minPoints) / name.size / pointsPerInch;
  return [
    `The names of the nodes are ${points.toFixed(1)} points high, and papers ask for ${name.minPoints}: the picture needs a width of ${needed.toFixed(1)} in, or rows of fewer nodes.`,
  ];
}
