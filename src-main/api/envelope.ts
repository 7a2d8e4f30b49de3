import { z } from 'zod';
import { maxMessage, WorkbenchError, messageOf, type ErrorKind } from '../spec/errors';
import { abbreviate } from '../spec/quote';

const errorKindSchema = z.enum(['validation', 'notFound', 'conflict', 'unavailable', 'internal']);

/** The content type of a result over HTTP that is a Uint8Array: it is sent without an envelope, which is JSON. */
export const bytesType = 'application/octet-stream';

/** The response of both transports: a result, or an error as data. */
export const envelopeSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), result: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    error: z.strictObject({
      kind: errorKindSchema,
      message: z.string(),
      details: z.unknown().optional(),
    }),
  }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;

export function success(result: unknown): Envelope {
  return { ok: true, result };
}

/** A WorkbenchError keeps its kind, message and details. Any other error is `internal`, without its stack. */
export function failure(error: unknown): Envelope {
  const kind: ErrorKind = error instanceof WorkbenchError ? error.kind : 'internal';
  const details = error instanceof WorkbenchError ? error.details : undefined;
  return { ok: false, error: { kind, message: abbreviate(messageOf(error), maxMessage), details } };
}

/** Returns the result in an envelope, or throws the error in it as a WorkbenchError. */
export function unwrapEnvelope(envelope: Envelope): unknown {
  if (envelope.ok) return envelope.result;
  const { kind, message, details } = envelope.error;
  throw new WorkbenchError(kind, message, details);
}
