/** The browser's storage: what it keeps are its own properties. */
export class FakeStorage {
  getItem(key: string): string | null {
    return (this as Record<string, unknown>)[key] as string | null;
  }
  setItem(key: string, value: string): void {
    (this as Record<string, unknown>)[key] = value;
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}
