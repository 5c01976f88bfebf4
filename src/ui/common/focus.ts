/**
 * Moves the keyboard focus to an element by its id. Call it when the focused control is about to disappear; otherwise the
 * browser would move the focus to the start of the page.
 */
export function focusOn(id: 'main' | 'experiment-heading'): void {
  document.getElementById(id)?.focus({ preventScroll: true });
}

/** A ref that focuses an element once, when it appears: for controls that the user has just asked for. */
export function focusOnAppear(element: HTMLElement | null): void {
  element?.focus();
}
