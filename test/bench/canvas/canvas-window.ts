import { setTimeout } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { edgeId } from '#spec/model';
import type { Experiment } from '#spec/experiment';
import { startWorkbench, type Workbench } from '../../e2e/workbench';
import { ProcessTree } from '../compare/processor-time';
import { measureUntilQuiet } from '../compare/until-quiet';
import { median } from '../statistics';
import type { CanvasFigures } from './figures';
import { MainThread, type ActionCost } from './main-thread';

/** Measurements of each figure. */
const rounds = 5;
/** Moves of a drag; one a frame. */
const moves = 90;
/** A key that is pressed is held so long. */
const pressMs = 80;
/** So long after an edit the model is saved and all that follows is done. */
const settleMs = 800;

interface EditCost extends ActionCost {
  /** Processor time of the page's main thread until all is done that follows. */
  wholeMs: number;
}

const sizes = { width: 1600, height: 1000 };

/** The canvas of the program's own window in a browser. */
export class CanvasWindow {
  readonly #page: Page;
  readonly #workbench: Workbench;
  readonly #trees: readonly ProcessTree[];
  readonly #thread: MainThread;

  private constructor(page: Page, workbench: Workbench, tree: ProcessTree, thread: MainThread) {
    this.#page = page;
    this.#workbench = workbench;
    this.#trees = [new ProcessTree(workbench.pid), tree];
    this.#thread = thread;
  }

  static async open(
    browser: Browser,
    tree: ProcessTree,
    folder: string,
    project: string,
  ): Promise<CanvasWindow> {
    const workbench = await startWorkbench({ folder, projects: folder });
    const page = await browser.newPage({ viewport: sizes });
    page.setDefaultTimeout(120_000);
    await page.goto(workbench.url);
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    await page.evaluate(async (directory) => {
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ directory });
      await fetch('/api/projects.open', { method: 'POST', headers, body });
    }, project);
    await page.goto(`${new URL(page.url()).origin}/#build`);
    await page.reload();
    await page.getByRole('region', { name: 'Model builder' }).waitFor();
    return new CanvasWindow(page, workbench, tree, await MainThread.of(page));
  }

  async close(): Promise<void> {
    await this.#page.close();
    await this.#workbench.close();
  }

  /** Opens a model of the project from the menu, and waits until its nodes are drawn and nothing happens any more. */
  async show(name: string, nodes: number): Promise<number> {
    await this.#page.getByTitle('Open a model, its versions, duplicate or delete it').click();
    const item = this.#page.getByRole('menuitem', { name });
    await item.waitFor();
    await setTimeout(settleMs);
    const { cpuSeconds } = await measureUntilQuiet(this.#trees, async () => {
      await item.click();
      await this.#node(nodes).waitFor();
    });
    return cpuSeconds;
  }

  /** Measures a model that is open with the whole of it in view. */
  async measure(model: Experiment): Promise<Omit<CanvasFigures, 'openSeconds'>> {
    await this.#showAll();
    const pan = await this.#measurePan();
    const drag = await this.#measureDrag();
    const { nodes, edges } = model.model;
    const layer = Object.keys(nodes).find((id) => nodes[id]?.kind === 'dense') ?? '';
    const edge = edges.find(({ from, to }) => from !== to && nodes[from]?.kind !== 'input');
    await this.#select(this.#flowNode(layer));
    const setting = await this.#repeat((round) => this.#changeUnits(40 + round));
    await this.#page.keyboard.press('Escape');
    const undo = await this.#repeat(() => this.#press('Control+z'));
    await this.#select(this.#flowNode(layer));
    const move = await this.#repeat(() => this.#press('ArrowRight'));
    const decouple = await this.#decouple(edge ? edgeId(edge) : '');
    const edits = [setting, undo, move, decouple];
    const mostOf = (key: keyof EditCost): number =>
      Math.max(...edits.map((costs) => medianOf(costs, key)));
    return {
      settingMs: medianOf(setting, 'cpuMs'),
      decoupleMs: medianOf(decouple, 'cpuMs'),
      moveMs: medianOf(move, 'cpuMs'),
      undoMs: medianOf(undo, 'cpuMs'),
      slowestEditWallMs: mostOf('wallMs'),
      wholeEditMs: mostOf('wholeMs'),
      dragFps: drag.fps,
      dragFrameMs: drag.frameMs,
      panFps: pan.fps,
      panFrameMs: pan.frameMs,
    };
  }

  async #repeat(action: (round: number) => Promise<ActionCost>): Promise<EditCost[]> {
    const costs: EditCost[] = [];
    await setTimeout(settleMs);
    for (let round = 0; round < rounds; round += 1) {
      const before = await this.#thread.milliseconds();
      const cost = await action(round);
      await setTimeout(settleMs);
      costs.push({ ...cost, wholeMs: (await this.#thread.milliseconds()) - before });
    }
    return costs;
  }

  #press(key: string): Promise<ActionCost> {
    // Of several keys only the last one is the command.
    const last = key.split('+').at(-1) ?? key;
    const modifiers = key.split('+').slice(0, -1);
    return withKeysDown(this.#page, modifiers, () =>
      this.#thread.measure('keydown', () => this.#page.keyboard.press(last)),
    );
  }

  async #changeUnits(units: number): Promise<ActionCost> {
    const field = this.#page.getByLabel('Units').first();
    await field.fill(String(units));
    return this.#press('Enter');
  }

  /** Decouples and couples an edge again with the switch of the inspector, which acts when the key is released. */
  async #decouple(id: string): Promise<EditCost[]> {
    await this.#select(this.#page.locator(`.svelte-flow__edge[data-id="${id}"]`));
    const toggle = this.#page.getByRole('switch', { name: 'Decoupled' });
    return this.#repeat(async () => {
      await toggle.focus();
      await this.#page.keyboard.down('Space');
      // The pressed switch is painted first, in a frame that is none of the edit.
      await setTimeout(pressMs);
      return this.#thread.measure('click', () => this.#page.keyboard.up('Space'));
    });
  }

  /** Selects a node or an edge by keyboard, wherever it is. */
  async #select(element: Locator): Promise<void> {
    await element.focus();
    await this.#page.keyboard.press('Enter');
    await setTimeout(settleMs);
  }

  async #showAll(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Show the whole model' }).click();
    await setTimeout(settleMs);
  }

  /** Drags the node that is nearest to the middle of the canvas. */
  async #measureDrag(): Promise<{ fps: number; frameMs: number }> {
    await this.#showAll();
    const pane = await boxOf(this.#page.locator('.svelte-flow__pane'));
    const [x, y] = [pane.x + pane.width / 2, pane.y + pane.height / 2];
    const centers = await this.#page.locator('.svelte-flow__node').evaluateAll((nodes) =>
      nodes.map((node) => {
        const box = node.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }),
    );
    const distance = (at: { x: number; y: number }): number => Math.hypot(at.x - x, at.y - y);
    const nearest = centers.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    return this.#drag(nearest.x, nearest.y);
  }

  async #measurePan(): Promise<{ fps: number; frameMs: number }> {
    const box = await boxOf(this.#page.locator('.svelte-flow__pane'));
    return this.#drag(box.x + 12, box.y + 12);
  }

  async #drag(x: number, y: number): Promise<{ fps: number; frameMs: number }> {
    const { mouse } = this.#page;
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + 4, y + 4);
    const nextFrame = (): Promise<unknown> =>
      this.#page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    const result = await this.#thread.measureFrames(async () => {
      for (let move = 0; move < moves; move += 1) {
        const angle = (2 * Math.PI * move) / moves;
        await mouse.move(x + 60 - 60 * Math.cos(angle), y + 60 * Math.sin(angle));
        await nextFrame();
      }
    });
    await mouse.up();
    await setTimeout(settleMs);
    return result;
  }

  #node(index: number): Locator {
    return this.#page.locator('.svelte-flow__node').nth(index - 1);
  }

  #flowNode(id: string): Locator {
    return this.#page.locator(`.svelte-flow__node[data-id="${id}"]`);
  }
}

const medianOf = (costs: readonly EditCost[], key: keyof EditCost): number =>
  median(costs.map((cost) => cost[key]));

async function withKeysDown<T>(
  page: Page,
  keys: readonly string[],
  action: () => Promise<T>,
): Promise<T> {
  for (const key of keys) await page.keyboard.down(key);
  const result = await action();
  for (const key of keys) await page.keyboard.up(key);
  return result;
}

async function boxOf(
  element: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error('The element is not in view.');
  return box;
}
