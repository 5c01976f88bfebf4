import './shareButton.css';
import { useEffect, useState } from 'react';
import { pageText } from '../../sentences/page';
import { controller } from '../../state/runController';
import { Dialog } from '../common/Dialog';

const CONFIRM_MS = 2000;

/** Copies a link with the whole experiment. If the browser forbids copying, a dialog shows the link. */
export function ShareButton() {
  const [copied, setCopied] = useState(false);
  const [byHand, setByHand] = useState<string | null>(null);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const share = async () => {
    const link = controller.link();
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      setByHand(link);
    }
  };

  return (
    <>
      <button type="button" className="share" title={pageText.shareTitle} onClick={() => void share()}>
        <span aria-live="polite">{copied ? pageText.shared : pageText.share}</span>
      </button>
      <Dialog
        open={byHand !== null}
        className="link-dialog"
        label={pageText.shareTitle}
        onClose={() => setByHand(null)}
      >
        <form method="dialog">
          <label>
            {pageText.shareByHand}
            <input readOnly value={byHand ?? ''} onFocus={(event) => event.target.select()} />
          </label>
          <button type="submit">{pageText.close}</button>
        </form>
      </Dialog>
    </>
  );
}
