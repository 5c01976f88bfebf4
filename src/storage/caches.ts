import { ifStored } from './ifStored';
import { CACHES } from './names';

/** Undefined without a secure connection, or if storage is forbidden: files are then downloaded each time. */
export function openCache(name: keyof typeof CACHES): Promise<Cache | undefined> {
  return ifStored(() => caches.open(CACHES[name]));
}
