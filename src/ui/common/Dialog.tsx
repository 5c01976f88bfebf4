import './dialog.css';
import { type ReactNode, useEffect, useRef } from 'react';

interface DialogProps {
  open: boolean;
  className?: string;
  /** Id of the heading that names the dialog; or `label`. */
  labelledBy?: string;
  label?: string;
  /** Also called when the user presses Escape. */
  onClose(): void;
  /** Mounted only while the dialog is open. */
  children: ReactNode;
}

/** A modal dialog. */
export function Dialog({ open, className, labelledBy, label, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className={className} aria-labelledby={labelledBy} aria-label={label} onClose={onClose}>
      {open && children}
    </dialog>
  );
}
