/** Whether the user is moving the focus by keys: the last thing that was pressed was Tab, F6 or an arrow key. */
let isMoving = false;

if (typeof window !== 'undefined') {
  window.addEventListener(
    'keydown',
    ({ key }) => (isMoving = key === 'Tab' || key === 'F6' || key.startsWith('Arrow')),
    true,
  );
  window.addEventListener('pointerdown', () => (isMoving = false), true);
}

/** Whether the focus came where it is by Tab or an arrow key, and not because a dialog has closed and gives it back. */
export function isFocusByKeys(): boolean {
  return isMoving;
}
