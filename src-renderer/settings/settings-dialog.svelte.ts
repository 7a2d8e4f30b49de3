/** Whether the settings are shown over the start page. */
class SettingsDialog {
  isOpen = $state(false);

  show(): void {
    this.isOpen = true;
  }
}

export const settingsDialog = new SettingsDialog();
