import type { Experiment } from './experiment';

/** The experiment with another id for a node, wherever the id stands. */
export function renameNode(experiment: Experiment, id: string, name: string): Experiment {
  const { model, canvas } = experiment;
  const renamed = (old: string): string => (old === id ? name : old);
  const renameKeys = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [renamed(key), value]));
  return {
    ...experiment,
    model: {
      ...model,
      nodes: renameKeys(model.nodes),
      modules: renameKeys(model.modules),
      ...(model.decidingLoss === undefined ? {} : { decidingLoss: renamed(model.decidingLoss) }),
      edges: model.edges.map((edge) => ({
        ...edge,
        from: renamed(edge.from),
        to: renamed(edge.to),
      })),
    },
    ...(canvas
      ? {
          canvas: {
            ...canvas,
            positions: renameKeys(canvas.positions),
            ...(canvas.moduleNumbers ? { moduleNumbers: renameKeys(canvas.moduleNumbers) } : {}),
          },
        }
      : {}),
  };
}
