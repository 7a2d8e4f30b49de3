import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import { unwrapEnvelope, type Envelope } from '#api/envelope';
import type { Experiment } from '#spec/experiment';
import { startProgram, type Program, type Size } from './program';
import { WindowParts } from './window';
import { Home } from './workbench';

/**
 * The window of the program, which has folders of its own and shows its sample project.
 *
 *     const window = new OpenWindow();
 *     beforeAll(() => window.open());
 *     afterAll(() => window.close());
 */
export class OpenWindow {
  readonly home = new Home();
  /** The folder of the sample project. */
  readonly sample = join(this.home.projects, 'Sample');
  readonly #pageErrors: string[] = [];
  #program: Program | null = null;

  /** Without a size, the window has 1440 × 900 pixels. */
  async open(size?: Size): Promise<Page> {
    this.#program = await startProgram(this.home, (context) => {
      context.setDefaultTimeout(60_000);
      context.on('weberror', (error) => this.#pageErrors.push(String(error.error())));
    });
    if (size) await this.resize(size);
    await this.parts.view('Build').waitFor();
    return this.page;
  }

  get #opened(): Program {
    if (this.#program === null) throw new Error('The window is not open.');
    return this.#program;
  }

  get page(): Page {
    return this.#opened.page;
  }

  get context(): BrowserContext {
    return this.#opened.context;
  }

  get parts(): WindowParts {
    return new WindowParts(this.page);
  }

  resize(size: Size): Promise<void> {
    return this.#opened.resize(size);
  }

  /** Opens one more window on the same project. */
  openAnother(): Promise<Page> {
    return this.#opened.openAnother();
  }

  /** Sends a command as the window does, and returns its result. */
  async call<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
    const answer = (await this.#opened.send(command, input)) as Envelope;
    return unwrapEnvelope(answer) as CommandOutput<C>;
  }

  /** A model of the sample project as it is on disk. */
  readModel(id: string): Experiment {
    return JSON.parse(
      readFileSync(join(this.sample, 'models', `${id}.json`), 'utf8'),
    ) as Experiment;
  }

  /** Shows the project in a folder. */
  async openProject(directory: string): Promise<void> {
    await this.call('projects.open', { directory });
    await this.page.reload();
    await this.parts.view('Build').waitFor();
  }

  /** Ends the program, and starts it again with the same folders. */
  async restart(): Promise<void> {
    await this.#opened.restart();
    await this.parts.view('Build').waitFor();
  }

  /** Throws if a page has thrown an error that was not caught. */
  async close(): Promise<void> {
    await this.#program?.close();
    await this.home.remove();
    if (this.#pageErrors.length > 0)
      throw new Error(`The window has thrown errors:\n${this.#pageErrors.join('\n')}`);
  }
}
