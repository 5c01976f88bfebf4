import { text } from '../../sentences/page';

/** First stop of the tab key. It moves the focus itself: the address's hash holds the experiment. */
export function SkipLink({ target }: { target: string }) {
  return (
    <a
      className="skip-link"
      href={`#${target}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(target)?.focus();
      }}
    >
      {text.skip}
    </a>
  );
}
