import type { SavedModel } from '#api/types';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { editor } from '../../editor/editor.svelte';
import { models } from '../../stores/models.svelte';
import { ownTemplates } from '../../stores/own-templates.svelte';
import { session } from '../../stores/session.svelte';
import { groupTemplates, type TemplateGroup } from '../template-groups';

/** A model without a node: the canvas says what goes there. */
export const emptyExperiment: Experiment = experimentSchema.parse({
  version: 1,
  name: 'New model',
  model: { nodes: {}, edges: [] },
  task: { kind: 'mnist' },
  training: { method: 'backprop', steps: 10000, optimizer: { kind: 'adam', rate: 0.0003 } },
});

/** A template of the program, or one of the project, which can be changed. */
export interface GalleryTemplate {
  key: string;
  spec: Experiment;
  /** Null where it comes with the program. */
  own: SavedModel | null;
}

/** The gallery of templates, and the form that saves one. */
class Gallery {
  open = $state(false);
  /** Whether it was closed by a new model. */
  isUsed = false;
  /** What is to be saved as a template or renamed; null while the form is closed. */
  saving = $state.raw<{ spec: Experiment; template: SavedModel | null } | null>(null);

  readonly groups = $derived.by((): TemplateGroup<GalleryTemplate>[] => {
    const own = ownTemplates.list.map((template) => ({
      ...{ key: `own ${template.id}`, spec: template.spec, own: template },
    }));
    const bundled = models.templates.map(({ id, spec }) => ({ key: id, spec, own: null }));
    const first = { heading: 'Own templates', paper: 'Saved in this project.', templates: own };
    return [...(own.length > 0 ? [first] : []), ...groupTemplates(bundled)];
  });

  show(): void {
    editor.settle();
    this.isUsed = false;
    this.open = true;
  }

  /** Opens a new model from it. */
  use(spec: Experiment): void {
    this.isUsed = true;
    this.open = false;
    editor.openAsNew(spec);
    session.show('build');
  }

  /** Asks for the name of a new template, or of one that is renamed. */
  askToSave(spec: Experiment, template: SavedModel | null = null): void {
    editor.settle();
    this.saving = { spec, template };
  }
}

export const gallery = new Gallery();
