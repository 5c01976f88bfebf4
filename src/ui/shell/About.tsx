import { text } from '../../sentences/page';

/** What this is, for whoever was sent a link. */
export function About() {
  return (
    <p className="note about">
      {text.about}{' '}
      <a href={PAPER} target="_blank" rel="noreferrer">
        {text.paperTitle}
      </a>
      . {text.keys}
    </p>
  );
}

const PAPER = 'https://arxiv.org/abs/2012.12877';
