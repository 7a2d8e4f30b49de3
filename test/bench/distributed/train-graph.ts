import { StepRunner } from '#engine/step/runner';
import type { Tensor } from '#tensorflow/backend/tf';
import { ChainModule } from './chain-module';
import type { ChainSize } from './chain-size';

/** Steps of one call, as in a run of the program: a module begins its next step before others have done this one. */
export const stepsPerCall = 4;

/** DNI with all modules in one compiled graph, whose modules run side by side where there are threads. */
export class ChainGraph {
  readonly #modules: readonly ChainModule[];
  readonly #runner: StepRunner;
  readonly #scalars: Tensor;

  constructor(size: ChainSize) {
    this.#modules = Array.from(
      { length: size.modules },
      (_, index) => new ChainModule(size, index),
    );
    const variables = this.#modules.flatMap((module) => module.variables);
    this.#runner = new StepRunner({ variables, compiled: true });
    const [first] = this.#modules;
    if (!first) throw new Error('a chain without modules');
    this.#scalars = first.scalars;
  }

  run(x: Tensor, labels: Tensor): void {
    this.#runner.run(
      'dni',
      ({ x: input, labels: known, scalars }) => {
        for (let step = 0; step < stepsPerCall; step++)
          this.#step(input as Tensor, known as Tensor, scalars as Tensor);
        return {};
      },
      { x, labels, scalars: this.#scalars },
      { parallelParts: this.#modules.length },
    );
  }

  #step(x: Tensor, labels: Tensor, scalars: Tensor): void {
    let input = x;
    let below: { module: ChainModule; message: Tensor } | null = null;
    for (const module of this.#modules) {
      const outputs = module.forward(input);
      const message = outputs.at(-1) as Tensor;
      const gradient = module.isLast ? labels : module.predict(message, labels);
      const pass = module.backward(input, outputs, gradient);
      if (below && pass.below) below.module.learn(below.message, labels, pass.below, scalars);
      module.update(pass.gradients, scalars);
      below = { module, message };
      input = message;
    }
  }
}
