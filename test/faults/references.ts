import type { Scratch } from './scratch';
import { runProgram } from './program';
import { runFolders } from './run-folder';
import type { SpecName } from './specs';

/** The runs that never stopped, one of each spec, trained when they are first asked for. */
export class References {
  readonly #scratch: Scratch;
  readonly #runs = new Map<SpecName, Promise<string>>();

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
  }

  /** The run's folder. */
  folder(spec: SpecName): Promise<string> {
    const run = this.#runs.get(spec) ?? this.#train(spec);
    this.#runs.set(spec, run);
    return run;
  }

  async #train(spec: SpecName): Promise<string> {
    const project = this.#scratch.path(`reference-${spec}`);
    const file = this.#scratch.specFile(spec);
    const { status, stderr } = await runProgram('train', file, '--project', project);
    const [run] = runFolders(project);
    if (status === 0 && run !== undefined) return run;
    throw new Error(`The reference run of '${spec}' ended with status ${status}: ${stderr}`);
  }
}
