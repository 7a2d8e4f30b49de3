import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlacesFile } from '#cluster/places-file';
import type { Job } from '#spec/job';
import type { Place } from '#spec/place';
import type { TrainedRun } from '#spec/run';
import { readTrainedRun } from '#storage/runs';
import type { ProjectFolder } from '#storage/projects';
import { launchStudyWorker } from '../training/study-worker';
import { MemoryPlace } from './memory-place';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

/** A service with places in memory, which outlive it: `reopen` is another start of the program in the same project. */
export interface PlaceFixture {
  service: ServiceFixture;
  projectId: string;
  project: ProjectFolder;
  places: Map<string, MemoryPlace>;
  file: PlacesFile;
  reopen(): Promise<void>;
  /** The run as it is on the disk, once it fits. */
  waitForRun(id: string, fits: (run: TrainedRun) => boolean): Promise<TrainedRun>;
  listJobs(): Promise<Job[]>;
  close(): Promise<void>;
}

export async function openPlaceFixture(own: readonly Place[]): Promise<PlaceFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-places-'));
  const file = new PlacesFile(join(folder, 'places.json'));
  const places = new Map(
    own.map((place) => [place.id, new MemoryPlace(place, () => fixture.project)]),
  );
  for (const place of own) await file.save(place);
  const open = (): Promise<ServiceFixture> =>
    openServiceFixture({
      project: join(folder, 'project'),
      places: { file, connect: ({ id }) => places.get(id) as MemoryPlace },
      listProgram: () => Promise.resolve([]),
      launchWorker: launchStudyWorker({ delayMs: 5 }),
      jobEveryMs: 5,
    });
  const fixture = {
    places,
    file,
    async reopen() {
      await fixture.service.close();
      adopt(await open());
    },
    async waitForRun(id, fits) {
      for (;;) {
        const run = await readTrainedRun(fixture.project, id, 'be tested');
        if (fits(run)) return run;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async listJobs() {
      const views = await fixture.service.call('jobs.list', { projectId: fixture.projectId });
      return views.map(({ job }) => job);
    },
    async close() {
      await fixture.service.close();
      await rm(folder, { recursive: true, force: true });
    },
  } as PlaceFixture;
  const adopt = (service: ServiceFixture): void => {
    const project = service.view.workspace.current as ProjectFolder;
    Object.assign(fixture, { service, project, projectId: project.id });
  };
  adopt(await open());
  return fixture;
}
