import { exportWeights } from '#storage/export-weights';
import { openProject } from '#storage/projects';
import { exitStatus } from './exit-status';
import { projectDirectory } from './find-project';
import { print } from './output';

export interface ExportOptions {
  step?: number;
  format: 'safetensors' | 'npz';
  project?: string;
  json?: boolean;
}

/** `export-weights`: writes the weights of a checkpoint and prints the path of the file. Returns the exit status. */
export async function exportRunWeights(
  run: string,
  { step, format, project: directory, json }: ExportOptions,
): Promise<number> {
  const project = await openProject(projectDirectory(directory));
  const path = await exportWeights(project, run, { step, format });
  print(json ? JSON.stringify({ path }) : path);
  return exitStatus.finished;
}
