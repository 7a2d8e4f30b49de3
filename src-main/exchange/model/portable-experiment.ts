import type { Experiment } from '#spec/experiment';
import { joinNames, quote } from '#spec/quote';
import { taskFiles } from '#spec/task';

/** The experiment without what is of one machine, and a sentence on everything that is left out. */
export function makePortable(experiment: Experiment): { experiment: Experiment; notes: string[] } {
  const { model, task } = experiment;
  const onDevices = Object.entries(model.modules).filter(([, { device }]) => device !== undefined);
  const modules = Object.fromEntries(
    Object.entries(model.modules).flatMap(([id, { updateProbability }]) =>
      updateProbability === undefined ? [] : [[id, { updateProbability }]],
    ),
  );
  const hasFolders = taskFiles(task).some((path) => nameOfFile(path) !== path);
  return {
    experiment: { ...experiment, model: { ...model, modules }, task: withoutFolders(task) },
    notes: [
      ...(onDevices.length > 0
        ? [
            `The devices of the modules of ${joinNames(onDevices.map(([id]) => quote(id)))} are left out: they are those of this machine.`,
          ]
        : []),
      ...(hasFolders
        ? [
            'The files of the text are named without their folders, which are those of this machine.',
          ]
        : []),
    ],
  };
}

function withoutFolders(task: Experiment['task']): Experiment['task'] {
  if (task.kind !== 'text') return task;
  const { train, validation, test } = task;
  const named = Object.entries({ train, validation, test }).flatMap(([part, path]) =>
    path === undefined ? [] : [[part, nameOfFile(path)]],
  );
  return { ...task, ...Object.fromEntries(named) };
}

/** Of a path of this platform or another one. */
function nameOfFile(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** As the program saves it, with settings one a line. */
export function toJson(experiment: Experiment): string {
  return `${JSON.stringify(experiment, null, 2)}\n`;
}
