/** The sentences about a place with Slurm that does not do what it was asked. */
import { WorkbenchError } from '#spec/errors';
import { formatBytes } from '#spec/format-bytes';
import type { SlurmPlace } from '#spec/place';
import { printable, quote } from '#spec/quote';
import type { ScriptAnswer } from './framed-script';
import type { ProcessResult } from './run-limited';
import { explainSsh } from './ssh';

/** Exit statuses of the scripts, beside those of the commands in them. */
export const exitCodes = {
  noSlurm: 90,
  noFolder: 91,
  refused: 92,
  absent: 93,
  tooLarge: 94,
} as const;

/** What Slurm says where it could take the same job at another time. */
const temporary =
  /contact slurm controller|[Ss]ocket timed out|Zero [Bb]ytes|[Tt]emporar|Submit|in the transition|not responding|Connection refused|Unable to establish/;

/** What Slurm says where neither its file nor the network of the cluster tells which cluster there is. */
const noConfiguration = /configuration source|DNS SRV lookup failed/;

export class SlurmFaults {
  readonly #place: SlurmPlace;
  /** `'Group cluster' (login.example.org)` */
  readonly #named: string;

  constructor(place: SlurmPlace) {
    this.#place = place;
    this.#named = `${quote(place.name)} (${place.host === null ? 'this computer' : printable(place.host, 200)})`;
  }

  /** No script has answered. `begun`: one has started to. */
  noAnswer(result: ProcessResult, { timeoutMs, maxBytes, begun }: NoAnswer): WorkbenchError {
    const { host } = this.#place;
    switch (result.end) {
      case 'start':
        return this.unavailable(
          `needs the command ${host === null ? 'sh' : 'ssh'}, which does not start on this computer`,
          'Install it',
        );
      case 'time':
        return this.unavailable(
          `has not answered within ${Math.ceil(timeoutMs / 1000)} s`,
          host === null
            ? "Try Slurm's command squeue in a terminal"
            : `Try it in a terminal: ssh ${host} squeue`,
        );
      case 'size':
        return this.unavailable(
          `answers more than ${formatBytes(maxBytes)} where less was asked for`,
          'Look for start-up files there that print without end',
        );
      case 'itself':
        break;
    }
    if (begun)
      return this.unavailable('was cut off in the middle of its answer', 'Try again later');
    if (host !== null && result.code === 255) {
      const { fault, remedy } = explainSsh(host, result.stderr);
      return this.unavailable(`${fault}${said(result.stderr)}`, remedy);
    }
    return this.unavailable(
      `does not run commands (exit status ${result.code ?? '?'})${said(result.stderr || result.stdout.toString('utf8', 0, 2000))}`,
      host === null ? 'Try sh in a terminal' : `Try it in a terminal: ssh ${host} true`,
    );
  }

  /** A script has ended with a status that is not 0. `doing`: what it was to do. */
  failed({ code, errors }: ScriptAnswer, doing: string): WorkbenchError {
    const folder = quote(this.#place.folder, 200);
    if (/No space left|[Qq]uota exceeded/.test(errors))
      return this.unavailable(
        `has no room left for the folder ${folder}${said(errors)}`,
        'Make room there, or give the place another folder',
      );
    if (code === exitCodes.noSlurm)
      return this.unavailable(
        'does not have the commands of Slurm (sbatch, squeue)',
        'Name a host on which they work, and let the start-up files of your shell there put them into PATH',
      );
    if (code === exitCodes.noFolder)
      return this.unavailable(
        `does not let this program use the folder ${folder}${said(errors)}`,
        'Check that its disk is there, or give the place a folder that you can write to and that the nodes see',
      );
    if (noConfiguration.test(errors))
      return this.unavailable(
        `has commands of Slurm that find no cluster${said(errors)}`,
        'Give the place a login host of the cluster, or check the network and SLURM_CONF there',
      );
    if (code === exitCodes.refused && !temporary.test(errors))
      return new WorkbenchError(
        'validation',
        `Slurm at ${this.#named} refuses the job${said(errors)}. Change the cores, GPUs or options of the place.`,
      );
    return this.unavailable(`could not ${doing}${said(errors)}`, 'Try again later');
  }

  misunderstood(what: string): WorkbenchError {
    return this.unavailable(
      `answers ${quote(what, 200)} where something else was asked for`,
      'Check that it runs Slurm 17.11 or newer, and its own commands',
    );
  }

  unavailable(fault: string, remedy: string): WorkbenchError {
    return new WorkbenchError('unavailable', `The place ${this.#named} ${fault}. ${remedy}.`);
  }
}

export interface NoAnswer {
  timeoutMs: number;
  maxBytes: number;
  begun: boolean;
}

/** `: Permission denied`, the last lines of what a command has printed; empty where it has printed nothing. */
export function said(errors: string): string {
  const lines = errors
    .split('\n')
    // `sbatch: error: …`, and the shell's `sh: 12: …`.
    .map((line) => line.replace(/^\w+: (?:error|fatal|\d+): /, '').trim())
    .filter((line) => line !== '');
  return lines.length === 0
    ? ''
    : `: ${printable(lines.slice(-3).join('; '), 300).replace(/\.$/, '')}`;
}
