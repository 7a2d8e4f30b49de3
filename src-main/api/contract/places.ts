/** Places to run beside this computer. They are the user's: no project names or changes them. */
import { z } from 'zod';
import { placeReportSchema, placeSchema } from '../../spec/place';
import { defineCommand, emptyInput } from './define-command';

const placesSchema = z.array(placeSchema);

export const placeCommands = {
  'places.list': defineCommand(emptyInput, placesSchema),
  /**
   * Adds a place, or puts it where `replaces`, the id of another, was. Returns all. `conflict` where its id is taken, `notFound`
   * where the other one is gone.
   */
  'places.save': defineCommand(
    z.strictObject({ place: placeSchema, replaces: z.string().optional() }),
    placesSchema,
  ),
  /** Its jobs go on, and are followed. Returns the others. */
  'places.remove': defineCommand(z.strictObject({ placeId: z.string() }), placesSchema),
  /** Asks a place, saved or not, and one of its nodes what they have. Takes at most a minute. */
  'places.test': defineCommand(z.strictObject({ place: placeSchema }), placeReportSchema),
} as const;
