import './skipLink.css';
import { pageText } from '../../sentences/page';

/** The first tab stop. It moves the focus itself, because the hash of the address holds the experiment. */
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
      {pageText.skip}
    </a>
  );
}
