import { untrack } from 'svelte';
import { answerFormat, type AnswerFormat } from '#analysis/answer-format';
import { findCommonHeadline } from '#analysis/compared-runs';
import { meanOfRuns } from '#analysis/group-mean';
import { groupRuns, labelGroups, labelRuns, type RunGroup } from '#analysis/group-runs';
import { describeMixedSettings } from '#analysis/mixed-settings';
import { countOnce, describeRepeats } from '#analysis/repeated-runs';
import { describeLengths } from '#analysis/run-lengths';
import { comparison } from '../stores/comparison.svelte';
import type { ComparedLine } from '#chart/lines/compared-lines';
import { assignStyles } from '#chart/lines/line-styles';

/** What follows from the comparison: its groups, with their labels, colours and dashes. */
class Compared {
  isGrouped = $derived(comparison.fields.length > 0);
  groups = $derived(countOnce(groupRuns(comparison.runs, comparison.fields)));
  /** Labels and styles follow from settings and names: progress of a run changes neither. */
  #identity = $derived(
    JSON.stringify([
      comparison.runs.map(({ id, name }) => [id, name]),
      comparison.fields,
      comparison.colors,
    ]),
  );
  #labels = $derived.by(() => {
    void this.#identity;
    return untrack(() => labelGroups(this.groups));
  });
  #styles = $derived.by(() => {
    void this.#identity;
    return untrack(() => assignStyles(this.groups, comparison.fields, comparison.colors));
  });
  /** All of them, hidden ones too, the oldest first. */
  lines = $derived<readonly ComparedLine[]>(
    this.groups.map((group) => ({
      key: group.key,
      label: this.#labels.get(group.key) ?? group.key,
      group,
      isHidden: comparison.hidden.has(group.key),
      ...(this.#styles.get(group.key) ?? { color: 0, dash: [] }),
    })),
  );
  #look = $derived(
    JSON.stringify([
      this.#identity,
      [...comparison.hidden],
      comparison.runs.map(({ failedStep }) => failedStep),
      // Which of the runs that repeat a seed counts changes when one of them ends.
      this.groups.flatMap(({ repeats = [] }) => repeats.map(({ run }) => run.id)),
    ]),
  );
  /** Those that charts draw. They are other ones only where a chart would look otherwise, not at each step of a run. */
  drawn = $derived.by((): readonly ComparedLine[] => {
    void this.#look;
    return untrack(() => this.lines.filter(({ isHidden }) => !isHidden));
  });
  byKey = $derived<ReadonlyMap<string, ComparedLine>>(
    new Map(this.lines.map((line) => [line.key, line])),
  );
  /** The labels of the groups in the notation that holds now: a table that is copied is in English. */
  writeLabels(): ReadonlyMap<string, string> {
    return labelGroups(this.groups);
  }
  /** The groups of charts that show values instead of curves. */
  shownGroups = $derived(this.lines.filter(({ isHidden }) => !isHidden).map(({ group }) => group));
  /** The metric that stands for most of the runs; null while nothing is measured. */
  headline = $derived(findCommonHeadline(comparison.runs));
  /** How the list writes values in that metric: all with the same decimal places. */
  headlineFormat = $derived.by((): AnswerFormat | null => {
    const { headline } = this;
    if (headline === null) return null;
    const means = this.groups.map(({ runs }) => meanOfRuns(runs, headline));
    return answerFormat(headline, means);
  });
  #mixed = $derived.by(() => {
    void this.#look;
    return untrack(() => describeMixedSettings(this.shownGroups, this.#labels));
  });
  /** What charts and tables have to say of the runs that they show: unlike settings and lengths, repeated seeds. */
  remarks = $derived([
    ...this.#mixed,
    ...describeLengths(this.shownGroups, this.#labels),
    ...describeRepeats(this.shownGroups),
  ]);

  /** Labels of the runs of a group, by id: what differs among them. */
  labelMembers({ runs, repeats = [] }: RunGroup): Map<string, string> {
    return labelRuns([...runs, ...repeats.map(({ run }) => run)]);
  }
}

export const compared = new Compared();
