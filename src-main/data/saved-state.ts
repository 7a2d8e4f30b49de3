/** The parts of the places in the data that a checkpoint keeps as JSON. */
import { z } from 'zod';

export const countSchema = z.int().nonnegative();

/** See `GeneratorState`. */
export const generatorStateSchema = z.array(z.int32()).length(4).readonly();

/** The error for a saved place in the data that is none. Whoever knows the checkpoint makes a sentence of it. */
export function savedStateError(): Error {
  return new Error('the saved place in the data is damaged');
}
