import { pageText } from '../../sentences/page';

/** What this page is, for visitors who followed a link. */
export function About() {
  return (
    <p className="note about">
      {pageText.about}{' '}
      <a href={PAPER} target="_blank" rel="noreferrer">
        {pageText.paperTitle}
      </a>
      . {pageText.keys}
    </p>
  );
}

const PAPER = 'https://arxiv.org/abs/2012.12877';
