/** Short texts that the browser remembers. Storage may be forbidden (private windows, sandboxed frames): then nothing is remembered. */
import { SETTINGS, TAB_SETTINGS } from './names';

export type SettingName = keyof typeof SETTINGS;
export type TabSettingName = keyof typeof TAB_SETTINGS;

/** Null if nothing is stored. */
export function readSetting(name: SettingName): string | null {
  return ifAllowed(() => localStorage.getItem(SETTINGS[name])) ?? null;
}

export function storeSetting(name: SettingName, value: string): void {
  ifAllowed(() => localStorage.setItem(SETTINGS[name], value));
}

/** What this tab remembers through reloads; null if nothing is stored. */
export function readTabSetting(name: TabSettingName): string | null {
  return ifAllowed(() => sessionStorage.getItem(TAB_SETTINGS[name])) ?? null;
}

/** @returns whether it was stored */
export function storeTabSetting(name: TabSettingName, value: string): boolean {
  return (
    ifAllowed(() => {
      sessionStorage.setItem(TAB_SETTINGS[name], value);
      return true;
    }) ?? false
  );
}

function ifAllowed<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
