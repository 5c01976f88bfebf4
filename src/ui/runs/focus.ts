/** A ref for what a person has just asked for: it is focused when it appears, and only then. */
export function focus(element: HTMLElement | null) {
  element?.focus();
}
