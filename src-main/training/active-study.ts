import { isRunDone } from '#analysis/study-done';
import { judgeRung, type RungJudgement } from '#analysis/study-halving';
import { listStages, type RunLeft } from '#analysis/study-left';
import { expandInSteps, matchRuns } from '#analysis/study-runs';
import type { StudyRun } from '#analysis/study-specs';
import { maxQuotedPath } from '#files/file-errors';
import { inTurns } from '#files/take-turn';
import { messageOf, WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { quote } from '#spec/quote';
import { isEnded, type Run } from '#spec/run';
import type { Study, StudyActivity } from '#spec/study';
import { isProjectGone, type ProjectFolder } from '#storage/projects';
import { groupStudyRuns } from './group-runs';
import type { MemberRequest, RunManager } from './run-manager';
import { startMembers } from './start-members';
import { findRungMetric, logJudgement, scoreCombinations } from './study-rungs';
import { StudyTimeLeft } from './study-time-left';
import { listUnreadableObstacles } from './unreadable-runs';

/** What a study needs of the program. */
export interface StudyContext {
  runs: Pick<
    RunManager,
    'list' | 'get' | 'start' | 'startTogether' | 'resume' | 'stop' | 'whenEnded'
  >;
  /** The places that train the runs, by id, this computer among them; left out: this computer alone. */
  places?: readonly string[];
  /** How many runs train at the same time. */
  slots: () => number;
  /** How many more are started, to wait in the queue of the run manager. Left out: one. */
  ahead?: number;
  /** How many runs like this one fit in a slot together; left out: one. */
  mostTogether?: (spec: Experiment) => number;
  /** Called with what hinders no run, in sentences. */
  warn?: (message: string) => void;
}

/** One run of a study, as far as it is there. */
interface Member {
  wanted: StudyRun;
  /** As it was when it ended last. */
  run: Run | null;
  /** Of the run that waits or trains for this study. */
  idAtWork: string | null;
}

/** Milliseconds between two estimates of the time that is left. */
const estimateEveryMs = 5000;

type Status = StudyActivity['status'];

/** A study from its start to its end in this process. Starting it again makes a new one. */
export class ActiveStudy {
  readonly project: ProjectFolder;
  /** Resolves with the last state; never rejects. */
  readonly ended: Promise<StudyActivity>;
  readonly #study: Study;
  readonly #context: StudyContext;
  readonly #onChange: (activity: StudyActivity) => void;
  #resolveEnded: (activity: StudyActivity) => void = () => undefined;
  #members: Member[] = [];
  readonly #timeLeft: StudyTimeLeft;
  /** The groups of runs that train together, by their runs; another run trains alone. */
  readonly #groupOf = new Map<StudyRun, object>();
  /** Groups. */
  #mostAtOnce = 1;
  #isStopping = false;
  #hasWarned = false;
  /** Why a run could not be started or did not get to its end; the first reason stands. */
  #failure: string | null = null;
  #activity: StudyActivity;

  constructor(
    project: ProjectFolder,
    study: Study,
    context: StudyContext,
    onChange: (activity: StudyActivity) => void,
  ) {
    this.project = project;
    this.#study = study;
    this.#context = context;
    this.#onChange = onChange;
    this.#timeLeft = new StudyTimeLeft(project);
    this.#activity = {
      studyId: study.id,
      name: study.name,
      isActive: true,
      status: 'running',
      done: 0,
      total: 0,
      rung: null,
      secondsLeft: null,
      places: [...(context.places ?? [])],
      failure: null,
    };
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
  }

  get activity(): StudyActivity {
    return this.#activity;
  }

  /** Finds out which runs the study has, and which are there. Throws `validation` with the first problem, `conflict` where a run is there that cannot be read. */
  async prepare(models: ReadonlyMap<string, Experiment>): Promise<void> {
    const { runs: wanted, problems } = await inTurns(expandInSteps(this.#study, models));
    const [problem, ...others] = problems;
    if (problem !== undefined) {
      const rest = others.length > 0 ? ` (And ${others.length} more.)` : '';
      throw new WorkbenchError('validation', `${problem}${rest}`);
    }
    const runs = await this.#context.runs.list(this.project);
    const matches = matchRuns(this.#study, wanted, runs);
    const studyId = this.#study.id;
    const [unreadable] = await listUnreadableObstacles(this.project, {
      studyId,
      wanted,
      matches,
      runs,
    });
    if (unreadable !== undefined) throw new WorkbenchError('conflict', unreadable);
    this.#members = wanted.map((one) => ({
      wanted: one,
      run: matches.get(one) ?? null,
      idAtWork: null,
    }));
    const first = this.#study.halving?.rungs[0];
    const done = this.#members.filter((member) => isDone(member, first ?? stepsOf(member)));
    this.#activity = {
      ...this.#activity,
      done: done.length,
      total: wanted.length,
      rung: first === undefined ? null : this.#describeRung(0, first),
    };
  }

  /** Never rejects: an error becomes the status `failed`. */
  async run(): Promise<void> {
    let status: Status = 'stopped';
    const timer = setInterval(() => void this.#estimateTime(), estimateEveryMs);
    try {
      status = await this.#trainAll();
    } catch (error) {
      this.#failure ??= messageOf(error);
    } finally {
      clearInterval(timer);
    }
    if (await isProjectGone(this.project.directory)) {
      // Its last runs count as ended then, but nothing of them can be read.
      status = 'stopped';
      this.#failure = describeGone(this.project);
    }
    const isFailed = status === 'stopped' && this.#failure !== null;
    this.#change({
      isActive: false,
      status: isFailed ? 'failed' : status,
      secondsLeft: null,
      failure: isFailed ? this.#failure : null,
    });
    this.#resolveEnded(this.#activity);
  }

  /** Starts no more runs and stops those at work, with checkpoints; does not wait for it. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#change({ secondsLeft: null });
    await this.#stopRuns();
  }

  async #trainAll(): Promise<Status> {
    const { halving } = this.#study;
    if (!halving) return this.#train(this.#members, null);
    let members = this.#members;
    for (const [rung, steps] of halving.rungs.entries()) {
      const status = await this.#train(members, { rung, steps });
      if (status !== 'finished' || rung === halving.rungs.length - 1) return status;
      members = await this.#promote(members, rung);
    }
    return 'finished';
  }

  /** Trains members to the end of the rung; `finished` where every one of them has got there or has failed. */
  async #train(
    members: readonly Member[],
    rung: { rung: number; steps: number } | null,
  ): Promise<Status> {
    const { ahead = 1 } = this.#context;
    const target = (member: Member): number => rung?.steps ?? stepsOf(member);
    const open = members.filter((member) => !isDone(member, target(member)));
    // One that a stop has ended is not done.
    const over = new Set(members.filter((member) => !open.includes(member)));
    const report = (): void =>
      this.#change({
        done: over.size,
        total: members.length,
        ...(rung && { rung: this.#describeRung(rung.rung, rung.steps) }),
      });
    report();
    const working = new Set<Promise<unknown>>();
    const groups = this.#groups(open);
    for (const group of groups) for (const { wanted } of group) this.#groupOf.set(wanted, group);
    for (const group of groups) {
      // More than there is room for, so that none waits for this loop.
      while (working.size >= this.#context.slots() + ahead && !this.#isStopping)
        await Promise.race(working);
      if (this.#isStopping) break;
      const ids = await this.#begin(group, target, rung?.rung ?? 0);
      if (ids === null) break;
      const ends = group.map(async (member, index) => {
        const id = ids[index] as string;
        member.idAtWork = id;
        await this.#awaitEnd(member, id);
        if (!isDone(member, target(member)) && member.run?.status !== 'failed') return;
        over.add(member);
        report();
        void this.#estimateTime();
      });
      const work: Promise<unknown> = Promise.all(ends).then(() => working.delete(work));
      working.add(work);
    }
    await Promise.all(working);
    return over.size === members.length ? 'finished' : 'stopped';
  }

  /** The runs that train together, and others alone, in order. */
  #groups(members: readonly Member[]): Member[][] {
    const { mostTogether = () => 1, slots } = this.#context;
    return groupStudyRuns(members, this.#study, slots(), mostTogether);
  }

  /**
   * Starts or resumes runs, together where there are several; returns their ids. One that a user has resumed meanwhile is
   * left at work. Null where one cannot be started: the study stops.
   */
  async #begin(
    members: readonly Member[],
    target: (member: Member) => number,
    rung: number,
  ): Promise<string[] | null> {
    const requests = new Map<Member, MemberRequest>();
    try {
      for (const member of members) {
        const request = await this.#requestFor(member, target(member), rung);
        if (request) requests.set(member, request);
      }
      const ids = await startMembers(
        this.#context.runs,
        this.project,
        [...requests.values()],
        (error) => this.#warnOnce(error),
      );
      const begun = new Map([...requests.keys()].map((member, index) => [member, ids[index]]));
      return members.map((member) => begun.get(member) ?? member.run?.id ?? '');
    } catch (error) {
      // One that is being stopped fails for that.
      if (!this.#isStopping) this.#failure ??= messageOf(error);
      await this.stop();
      return null;
    }
  }

  /** How a run begins or goes on; null where it is at work. */
  async #requestFor(
    { wanted, run }: Member,
    steps: number,
    rung: number,
  ): Promise<MemberRequest | null> {
    const { model, spec, values } = wanted;
    // The run keeps its last step in its settings, so that it says of how many it has trained a part.
    const until = steps < spec.training.steps ? { until: steps } : {};
    const { created } = this.project;
    const study = { id: this.#study.id, values, rung, ...until, project: created };
    if (!run) return { start: { spec, modelId: model, study } };
    const { status } = await this.#context.runs.get(this.project, run.id);
    if (!isEnded(status)) return null;
    return { resume: run.id, changes: { steps: spec.training.steps, study } };
  }

  #warnOnce(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#context.warn?.(
      `${messageOf(error)} The study goes on, but cannot note which runs it has made: make that file writable, or remove what is in its place.`,
    );
  }

  async #awaitEnd(member: Member, id: string): Promise<void> {
    // A stop may have come while the run was created.
    if (this.#isStopping) await this.#stopRun(id);
    // A run that was deleted as soon as it had ended is not there any more.
    const run = await this.#context.runs.whenEnded(this.project, id).catch(() => null);
    member.idAtWork = null;
    member.run = run;
    if (run && run.status !== 'failed') this.#failure ??= run.failure;
  }

  /** The members that go on after a rung; in the log of the others it is said why they do not. */
  async #promote(members: readonly Member[], rung: number): Promise<Member[]> {
    const { halving } = this.#study;
    const steps = halving?.rungs[rung] ?? 0;
    const trained = members.flatMap(({ wanted, run }) => (run ? [{ wanted, run }] : []));
    const metric = findRungMetric(this.#study, trained);
    const scores = await scoreCombinations(this.project, trained, { metric, steps });
    const judgement: RungJudgement = judgeRung(scores, metric, halving?.keep ?? 0.5);
    const ranked = judgement.ranking.map(({ combination }) => combination);
    const kept = new Set(ranked.slice(0, judgement.kept));
    await logJudgement(this.project, trained, {
      judgement,
      metric,
      steps,
      study: this.#study.name,
    });
    return members.filter(({ wanted }) => kept.has(wanted.combination));
  }

  async #stopRuns(): Promise<void> {
    const ids = this.#members.flatMap(({ idAtWork }) => idAtWork ?? []);
    await Promise.all(ids.map((id) => this.#stopRun(id)));
  }

  /** One that has ended meanwhile needs no stop. */
  #stopRun(id: string): Promise<void> {
    return this.#context.runs.stop(this.project, id).catch(() => undefined);
  }

  #describeRung(index: number, steps: number): StudyActivity['rung'] {
    const { rungs = [] } = this.#study.halving ?? {};
    return { index, count: rungs.length, steps, runs: this.#members.length };
  }

  /** How many groups train at a time: while some wait, as many as the queue has let in so far. */
  #countSlots(runs: ReadonlyMap<StudyRun, Run>): number {
    const slots = this.#context.slots();
    const training = [...runs].filter(
      ([, { status }]) => status === 'running' || status === 'paused',
    );
    const groups = new Set(training.map(([wanted]) => this.#groupOf.get(wanted) ?? wanted));
    this.#mostAtOnce = Math.max(this.#mostAtOnce, groups.size);
    const isWaiting = [...runs.values()].some(({ status }) => status === 'queued');
    return isWaiting ? Math.min(slots, this.#mostAtOnce) : slots;
  }

  /** The runs of a stage, those that train together in one group. */
  #groupStage(stage: readonly RunLeft[]): RunLeft[][] {
    const groups = new Map<object, RunLeft[]>();
    for (const one of stage) {
      const group = this.#groupOf.get(one.wanted) ?? one;
      groups.set(group, [...(groups.get(group) ?? []), one]);
    }
    return [...groups.values()];
  }

  /** Also while the first runs train, so that a long study need not wait for their end; nothing once it is being stopped. */
  async #estimateTime(): Promise<void> {
    const { runs } = this.#context;
    const there = new Map<StudyRun, Run>();
    for (const { wanted, run, idAtWork } of this.#members) {
      const current =
        idAtWork === null ? run : await runs.get(this.project, idAtWork).catch(() => run);
      if (current) there.set(wanted, current);
    }
    const wanted = this.#members.map((member) => member.wanted);
    const stages = listStages(this.#study, wanted, there);
    const secondsLeft = await this.#timeLeft.estimate(stages, [...there.values()], {
      slots: this.#countSlots(there),
      group: (stage) => this.#groupStage(stage),
    });
    if (this.#isStopping) return;
    if (this.#activity.isActive && secondsLeft !== this.#activity.secondsLeft)
      this.#change({ secondsLeft });
  }

  #change(changes: Partial<StudyActivity>): void {
    this.#activity = { ...this.#activity, ...changes };
    this.#onChange(this.#activity);
  }
}

function describeGone({ directory }: ProjectFolder): string {
  return `The folder ${quote(directory, maxQuotedPath)} of the project was renamed, moved or removed while the study trained: start the study again in its new place (in a command, --project names it), and it goes on with its runs.`;
}

/** The steps of the whole run. */
function stepsOf({ wanted }: Member): number {
  return wanted.spec.training.steps;
}

function isDone({ run }: Member, steps: number): boolean {
  return run !== null && isRunDone(run, steps);
}
