/** A sentence whose parts in `backticks` are code. */
export function Prose({ children }: { children: string }) {
  return children.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part));
}
