import type { StorageTable } from '../table';

/** A table in memory, for tests. Values are cloned, as the browser does. */
export class MemoryTable<Value> implements StorageTable<Value> {
  readonly #values = new Map<string, Value>();

  get = async (key: string) => structuredClone(this.#values.get(key));
  set = async (key: string, value: Value) => void this.#values.set(key, structuredClone(value));
  delete = async (key: string) => void this.#values.delete(key);
  keys = async () => [...this.#values.keys()];
  entries = async () => structuredClone([...this.#values]);
}
