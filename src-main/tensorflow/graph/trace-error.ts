import { WorkbenchError } from '#spec/errors';

/** Thrown where a step cannot be compiled. `reason` completes the sentence "The step cannot be compiled: ...". */
export class TraceError extends WorkbenchError {
  constructor(reason: string) {
    super('unavailable', `The step cannot be compiled: ${reason}.`);
  }
}
