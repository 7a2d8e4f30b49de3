/** Which list of models is shown below the model's menu. */
class VersionPanel {
  shown = $state<'versions' | 'deleted' | null>(null);
}

export const versionPanel = new VersionPanel();
