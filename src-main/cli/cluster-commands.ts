import type { Command } from 'commander';
import { jobRequests, type JobRequest } from '#spec/job';
import { jsonOption, projectOption } from './common-options';
import type { ActionWrapper } from './import-commands';
import type { JobOptions } from './jobs';
import { appendValue, parseWholeNumber } from './option-parsers';
import type { AddPlaceOptions } from './places';

/** Adds `places` and `jobs`: runs at other places. */
export function addClusterCommands(program: Command, withStatus: ActionWrapper): void {
  addPlaceCommands(program, withStatus);
  addJobCommands(program, withStatus);
}

function addPlaceCommands(program: Command, withStatus: ActionWrapper): void {
  const places = program
    .command('places')
    .description('Ray and Slurm clusters to which `train --at` sends runs');
  places
    .command('list', { isDefault: true })
    .description('list the places')
    .option(...jsonOption)
    .action(
      withStatus(async (options: JobOptions) => (await import('./places')).listPlaces(options)),
    );
  places
    .command('add')
    .description('add a place, or change the one of that id')
    .argument('<id>', 'lower-case letters, digits and hyphens')
    .option('--ray <address>', 'a Ray cluster: the address of its dashboard, http://HOST:8265')
    .option(
      '--slurm [host]',
      'a Slurm cluster: its login host as ssh takes it; left out: this computer',
    )
    .option('--name <name>', 'what lists call it (default: the id)')
    .option('--node <command>', 'the Node command: how Node is started there (default: node)')
    .option(
      '--runtime <dir>',
      'the folder of an installed TensorFlow runtime there, for nodes without a network',
    )
    .option('--cores <n>', 'processor cores of a job (default: 2)', parseWholeNumber(1))
    .option('--gpus <n>', 'GPUs of a job (default: none)', parseWholeNumber(0))
    .option('--jobs <n>', 'the most jobs of a study at a time (default: 4)', parseWholeNumber(1))
    .option('--folder <dir>', 'of Slurm: a folder that its nodes see too (default: dni-workbench)')
    .option('--option <option>', 'of Slurm: an option of sbatch (repeatable)', appendValue)
    .option(...jsonOption)
    .action(
      withStatus(async (id: string, options: AddPlaceOptions) =>
        (await import('./places')).addPlace(id, options),
      ),
    );
  places
    .command('test')
    .description('ask a place, and one of its nodes, what it has')
    .argument('<id>', 'its id, as `places` lists it')
    .option(...jsonOption)
    .action(
      withStatus(async (id: string, options: JobOptions) =>
        (await import('./places')).testPlace(id, options),
      ),
    );
  places
    .command('remove')
    .description('remove a place from the list; its jobs go on')
    .argument('<id>', 'its id, as `places` lists it')
    .action(withStatus(async (id: string) => (await import('./places')).removePlace(id)));
}

const requestDescriptions: Readonly<Record<JobRequest, string>> = {
  checkpoint: 'bring back the last checkpoints of a job now, before their time',
  stop: 'end the runs of a job with a checkpoint, and wait for it',
  pause: 'let the runs of a job wait',
  resume: 'let the runs of a paused job go on',
  cancel: 'end a job at once, without a checkpoint',
};

function addJobCommands(program: Command, withStatus: ActionWrapper): void {
  const jobs = program
    .command('jobs')
    .description('runs of a project that were sent to other places');
  const add = (name: string, description: string, isDefault = false): Command =>
    jobs
      .command(name, { isDefault })
      .description(description)
      .option(...projectOption)
      .option(...jsonOption);
  add('list', 'list the jobs of a project, with what they have cost', true).action(
    withStatus(async (options: JobOptions) => (await import('./jobs')).list(options)),
  );
  add('follow', 'bring back the curves of the jobs at work, until they are over').action(
    withStatus(async (options: JobOptions) => (await import('./jobs')).follow(options)),
  );
  for (const request of jobRequests)
    add(request, requestDescriptions[request])
      .argument('<job>', 'its id, as `jobs` lists it')
      .action(
        withStatus(async (id: string, options: JobOptions) =>
          (await import('./jobs')).ask(id, request, options),
        ),
      );
}
