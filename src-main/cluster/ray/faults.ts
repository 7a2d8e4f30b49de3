/** The sentences about a Ray cluster that does not do what it was asked. */
import { errorCode } from '#files/file-errors';
import { networkReason } from '#files/network-errors';
import { WorkbenchError } from '#spec/errors';
import { formatBytes } from '#spec/format-bytes';
import type { RayPlace } from '#spec/place';
import { printable, quote } from '#spec/quote';

/** Nothing came in time. */
export class TimeoutError extends Error {
  constructor(readonly timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

const checkAddress = "Check that its address is that of Ray's dashboard, usually at port 8265.";

export class RayFaults {
  readonly #name: string;
  readonly #address: string;

  constructor(place: RayPlace) {
    this.#name = quote(place.name);
    this.#address = printable(place.address, 200);
  }

  unreachable(error: unknown): WorkbenchError {
    if (errorCode(error) === 'ENOENT')
      return new WorkbenchError('internal', `The bundle for ${this.#name} is gone.`);
    return this.fault(
      `cannot be reached at ${this.#address}: ${reasonOf(error)}`,
      'Check the network, that the cluster runs, and its address',
    );
  }

  redirect(location: string | undefined): WorkbenchError {
    return this.fault(
      `sends on to ${quote(location ?? 'nowhere', 200)}`,
      "Give the place the address at which Ray's dashboard itself answers",
    );
  }

  refused(status: number): WorkbenchError {
    return this.fault(
      `refuses this program (HTTP ${status})`,
      'Where it asks for a token, set RAY_AUTH_MODE=token and put the token into ~/.ray/auth_token, as for the command ray',
    );
  }

  busy(status: number): WorkbenchError {
    return this.fault(`cannot answer now (HTTP ${status})`, 'Try again later');
  }

  status(status: number, body: Buffer): WorkbenchError {
    if (status === 404 || status === 405) return this.notRay(`HTTP ${status}`);
    const said = lastLine(body.toString('utf8'));
    return this.fault(
      `answers with HTTP ${status}${said ? `: ${quote(said, 300)}` : ''}`,
      'Look at the logs of its dashboard, or try again later',
    );
  }

  notRay(what: string): WorkbenchError {
    return new WorkbenchError(
      'unavailable',
      `The place ${this.#name} answers ${what} at ${this.#address}, not as Ray does. ${checkAddress}`,
    );
  }

  tooLong(maxBytes: number): WorkbenchError {
    return this.fault(
      `answers more than ${formatBytes(maxBytes)} where less was asked for`,
      checkAddress.slice(0, -1),
    );
  }

  bundleTooLarge(bytes: number, maxBytes: number): WorkbenchError {
    return new WorkbenchError(
      'validation',
      `The job for ${this.#name} has ${formatBytes(bytes)}, and Ray takes ${formatBytes(maxBytes)} at most. Train with less data there, or at a place with Slurm.`,
    );
  }

  nodeGone(): WorkbenchError {
    return this.fault('has lost the node that has this file', 'Send the job again');
  }

  /** A sentence about what the place has done, and one of what to do. */
  fault(fault: string, remedy: string): WorkbenchError {
    return new WorkbenchError('unavailable', `The place ${this.#name} ${fault}. ${remedy}.`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof TimeoutError
    ? `it has not answered within ${Math.ceil(error.timeoutMs / 1000)} s`
    : networkReason(error);
}

/** Of a traceback, the line that says what was wrong. */
export function lastLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length > 1);
  return lines[lines.length - 1] ?? '';
}
