import { tf, type Tensor, type Variable } from '#tensorflow/backend/tf';
import type { Network } from '../model/network';
import type { StepRunner } from '../step/runner';

/**
 * Gives a network the values of the parameters of another one of the same model, also in the graph of its steps. Returns
 * the function that gives it its own ones back.
 */
export function borrowParameters(network: Network, from: Network, runner: StepRunner): () => void {
  const variables = variablesOf(network);
  runner.pullVariables();
  const own = variables.map((variable) => variable.clone());
  const assignAll = (values: readonly Tensor[]): void => {
    variables.forEach((variable, index) => variable.assign(values[index] as Tensor));
    runner.pushVariables();
  };
  assignAll(variablesOf(from));
  return () => {
    assignAll(own);
    tf.dispose(own);
  };
}

function variablesOf({ parameters }: Network): Variable[] {
  return parameters.all().map(({ variable }) => variable);
}
