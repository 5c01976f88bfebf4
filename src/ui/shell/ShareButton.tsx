import { useEffect, useRef, useState } from 'react';
import { text } from '../../sentences/page';
import { controller } from '../../state/runController';

const CONFIRM_MS = 2000;

/** Copies a link with the whole experiment; where copying is forbidden, shows the link to copy by hand. */
export function ShareButton() {
  const [copied, setCopied] = useState(false);
  const [byHand, setByHand] = useState<string | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  useEffect(() => {
    if (byHand) dialog.current?.showModal();
  }, [byHand]);

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
      <button type="button" className="share" title={text.shareTitle} onClick={() => void share()}>
        <span aria-live="polite">{copied ? text.shared : text.share}</span>
      </button>
      {byHand && (
        <dialog ref={dialog} className="link-dialog" aria-label={text.shareTitle} onClose={() => setByHand(null)}>
          <form method="dialog">
            <label>
              {text.shareByHand}
              <input readOnly value={byHand} onFocus={(event) => event.target.select()} />
            </label>
            <button type="submit">{text.close}</button>
          </form>
        </dialog>
      )}
    </>
  );
}
