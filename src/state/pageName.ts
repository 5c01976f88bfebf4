import { readTabSetting, storeTabSetting } from '../storage/settings';

/** The name of this page alone, which it keeps through reloads; empty if the browser stores nothing. */
export function pageName(): string {
  const known = readTabSetting('page');
  if (known) return known;
  const name = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  return storeTabSetting('page', name) ? name : '';
}
