import { resolveLinks } from './links';

/** Stores the granted paths between starts. */
export interface PathGrantsPort {
  /** The granted paths, newest first. */
  chosen(): string[];
  save(paths: string[]): void;
}

const maxGrants = 200;

/**
 * The paths outside of projects that commands of a window may use: those that the user chose in a native dialog,
 * dropped on the window or opened in the file manager. A path that was typed, that a compromised page sends, or that a project from elsewhere names
 * is not granted.
 */
export class PathGrants {
  readonly #port: PathGrantsPort;

  constructor(port: PathGrantsPort) {
    this.#port = port;
  }

  /** Grants a path. To be called only with the result of a native dialog, of a drop or of a start of the program. */
  async add(path: string): Promise<void> {
    const realPath = await resolveLinks(path);
    const others = this.#port.chosen().filter((other) => other !== realPath);
    this.#port.save([realPath, ...others].slice(0, maxGrants));
  }

  /** The granted paths, without links. */
  get paths(): string[] {
    return this.#port.chosen();
  }
}
