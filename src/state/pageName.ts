const KEY = 'deit-playground-page';

/** Names this page and no other, through reloads; empty where the browser keeps nothing. */
export function pageName(): string {
  try {
    const known = sessionStorage.getItem(KEY);
    if (known) return known;
    const name = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    sessionStorage.setItem(KEY, name);
    return name;
  } catch {
    return '';
  }
}
