/** A sentence that shows the parts in `backticks` as code. */
export function Prose({ children }: { children: string }) {
  return children.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part));
}
