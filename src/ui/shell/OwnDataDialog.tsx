import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../experiment/problem';
import { text } from '../../sentences/page';
import { controller } from '../../state/runController';
import { dismiss, report } from '../../state/runState';
import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import type { OwnFile } from '../../worker/protocol';
import { DropZone } from '../common/DropZone';
import { droppedFiles, pickedFiles } from '../common/files';
import { Problems } from './Problems';

/** Asks for the person's own images, and stays open until they are in use. */
export function OwnDataDialog() {
  const open = useView((state) => state.ownDialog);
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => useView.getState().set({ ownDialog: false });
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="own-dialog" aria-labelledby="own-heading" onClose={close}>
      {open && <OwnData onDone={close} />}
    </dialog>
  );
}

function OwnData({ onDone }: { onDone(): void }) {
  const [files, setFiles] = useState<OwnFile[]>([]);
  const [reading, setReading] = useState(false);
  const task = useSession((state) => state.task);
  // What went wrong before has nothing to do with these files.
  const [before] = useState(() => useSession.getState().problems);
  const begun = useSession((state) => state.status.step > 0);

  const drop = async (transfer: DataTransfer) => {
    try {
      setFiles(await droppedFiles(transfer));
    } catch (error) {
      report(problemOf(error));
    }
  };

  const use = async () => {
    // What was wrong with the files that were tried before does not hold for these.
    for (const problem of useSession.getState().problems) if (!before.includes(problem)) dismiss(problem);
    setReading(true);
    const loaded = await controller.trainOnOwn(files);
    setReading(false);
    if (loaded) onDone();
  };

  const count = files.length === 0 ? text.nothingChosen : text.chosen(files.length);
  return (
    <div className="own-data">
      <h2 id="own-heading">{text.ownHeading}</h2>
      <p>{text.ownIntro}</p>
      <ul className="bullets">
        {text.ownKinds.map((kind) => (
          <li key={kind}>{kind}</li>
        ))}
      </ul>
      <DropZone legend={text.drop} onDrop={(transfer) => void drop(transfer)}>
        <p aria-hidden="true">{text.drop}</p>
        <div className="pickers">
          <FilePicker label={text.chooseFiles} folder={false} onPick={setFiles} />
          <FilePicker label={text.chooseFolder} folder onPick={setFiles} />
        </div>
        <p className="note" role="status">
          {reading ? (task?.label ?? text.reading) : count}
        </p>
      </DropZone>
      {reading && <progress aria-label={text.reading} {...(task?.fraction == null ? {} : { value: task.fraction })} />}
      <Problems except={before} />
      {begun && <p className="note">{text.ownRestart}</p>}
      <div className="dialog-actions">
        <button
          type="button"
          className="button-primary"
          disabled={files.length === 0 || reading}
          onClick={() => void use()}
        >
          {text.useThem}
        </button>
        {reading && task ? (
          <button type="button" onClick={task.cancel}>
            {text.cancel}
          </button>
        ) : (
          <button type="button" onClick={onDone}>
            {text.close}
          </button>
        )}
      </div>
    </div>
  );
}

interface FilePickerProps {
  label: string;
  folder: boolean;
  onPick(files: OwnFile[]): void;
}

function FilePicker({ label, folder, onPick }: FilePickerProps) {
  return (
    <label className="button">
      {label}
      <input
        type="file"
        multiple
        className="visually-hidden"
        {...(folder && { webkitdirectory: '' })}
        onChange={(event) => {
          if (event.target.files) onPick(pickedFiles(event.target.files));
          // The same files may be chosen again after they were mended.
          event.target.value = '';
        }}
      />
    </label>
  );
}
