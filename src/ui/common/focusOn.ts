/**
 * Puts the keyboard's place on an element by its id: for a control that is about to be gone, so that it is not lost to the page's
 * beginning.
 */
export function focusOn(id: 'main' | 'experiment-heading'): void {
  document.getElementById(id)?.focus({ preventScroll: true });
}
