import { z } from 'zod';
import { nodeIdSchema } from './model';

/**
 * Frames and notes: what a user draws around and beside the nodes of a model. They explain it and are no part of it: a
 * run does not read them, and runs whose models differ in nothing else are the same.
 */

/** Frames, and as many notes, of one model. */
export const maxAnnotations = 200;
/** The smallest side of a frame or a note in pixels. */
export const minAnnotationSide = 40;

/** Pixels from the origin that anything on the canvas can be away: a picture of more cannot be drawn. */
const maxCoordinate = 10_000_000;
/** One coordinate of a place on the canvas, in pixels at zoom 1. */
export const coordinateSchema = z.number().min(-maxCoordinate).max(maxCoordinate);

/** The place on the canvas: the top left corner, and the size. */
const place = {
  x: coordinateSchema,
  y: coordinateSchema,
  width: z.number().min(minAnnotationSide).max(100_000),
  height: z.number().min(minAnnotationSide).max(100_000),
};

export const frameColors = ['grey', 'blue', 'green', 'yellow', 'orange', 'purple'] as const;
export type FrameColor = (typeof frameColors)[number];

/** A titled box behind the nodes: the nodes within it move with it. */
export const frameSchema = z.strictObject({
  title: z.string().max(200),
  color: z.enum(frameColors).default('grey'),
  ...place,
});
export type Frame = z.infer<typeof frameSchema>;

/** A slip of paper with plain text. */
export const noteSchema = z.strictObject({
  text: z.string().max(4000),
  ...place,
});
export type Note = z.infer<typeof noteSchema>;

/** Frames by id. */
export const framesSchema = limited(z.record(nodeIdSchema, frameSchema), 'frames');
/** Notes by id. */
export const notesSchema = limited(z.record(nodeIdSchema, noteSchema), 'notes');

function limited<T extends z.ZodType<Record<string, unknown>>>(schema: T, name: string): T {
  return schema.refine((annotations) => Object.keys(annotations).length <= maxAnnotations, {
    message: `a model has at most ${maxAnnotations} ${name}`,
  });
}
