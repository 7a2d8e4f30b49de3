import type { Experiment } from '#spec/experiment';
import type { TaskKind } from '#spec/task';

export interface TemplateGroup<Template> {
  heading: string;
  templates: Template[];
}

const headings: Record<TaskKind, string> = {
  mnist: 'One layer after another',
  spirals: 'One layer after another',
  dataset: 'One layer after another',
  recall: 'Memory',
  copy: 'Memory',
  repeatCopy: 'Memory',
  reber: 'Memory',
  brackets: 'Memory',
  text: 'Text',
  counting: 'Networks of several rates',
  sequence: 'Sequences',
};

/** Groups templates by the kind of their task, in the order of `headings`; empty groups are left out. */
export function groupTemplates<Template extends { spec: Experiment }>(
  templates: readonly Template[],
): TemplateGroup<Template>[] {
  return [...new Set(Object.values(headings))]
    .map((heading) => ({
      heading,
      templates: templates.filter(({ spec }) => headings[spec.task.kind] === heading),
    }))
    .filter((group) => group.templates.length > 0);
}
