import './viewLinks.css';
import { useEffect } from 'react';
import { pageText } from '../../sentences/page';
import { goTo } from '../../state/address';
import { useView, VIEWS } from '../../state/view';

/** Links to the views. Training continues in all of them. */
export function ViewLinks() {
  const here = useView((state) => state.view);
  useEffect(() => {
    document.title = here === 'train' ? pageText.title : pageText.documentTitle(pageText.views[here], pageText.title);
  }, [here]);
  return (
    <nav className="view-links" aria-label={pageText.viewsLabel}>
      {VIEWS.map((view) => (
        <button key={view} type="button" aria-current={view === here ? 'page' : undefined} onClick={() => goTo(view)}>
          {pageText.views[view]}
        </button>
      ))}
    </nav>
  );
}
