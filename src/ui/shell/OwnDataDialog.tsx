import './ownDataDialog.css';
import { useState } from 'react';
import { problemOf } from '../../experiment/problem';
import { datasetText } from '../../sentences/dataset';
import { controller } from '../../state/runController';
import { dismiss, report } from '../../state/runState';
import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import type { OwnFile } from '../../worker/protocol';
import { Dialog } from '../common/Dialog';
import { DropZone } from '../common/DropZone';
import { FilePicker } from '../common/FilePicker';
import { droppedFiles, pickedFiles } from '../common/files';
import { ProgressBar } from '../common/ProgressBar';
import { Problems } from './Problems';

/** Asks for the user's own images, and stays open until they are loaded. */
export function OwnDataDialog() {
  const open = useView((state) => state.ownDialog);
  const close = () => useView.getState().set({ ownDialog: false });
  return (
    <Dialog open={open} labelledBy="own-heading" onClose={close}>
      <OwnData onDone={close} />
    </Dialog>
  );
}

function OwnData({ onDone }: { onDone(): void }) {
  const [files, setFiles] = useState<OwnFile[]>([]);
  const [reading, setReading] = useState(false);
  const task = useSession((state) => state.task);
  // Problems from before the dialog are not about these files.
  const [before] = useState(() => useSession.getState().problems);
  const started = useSession((state) => state.status.step > 0);

  const drop = async (transfer: DataTransfer) => {
    try {
      setFiles(await droppedFiles(transfer));
    } catch (error) {
      report(problemOf(error));
    }
  };

  const use = async () => {
    // Problems with the files of an earlier attempt are not about these files.
    for (const problem of useSession.getState().problems) if (!before.includes(problem)) dismiss(problem);
    setReading(true);
    const loaded = await controller.trainOnOwn(files);
    setReading(false);
    if (loaded) onDone();
  };

  const count = files.length === 0 ? datasetText.nothingChosen : datasetText.chosen(files.length);
  return (
    <div className="own-data">
      <h2 id="own-heading">{datasetText.ownHeading}</h2>
      <p>{datasetText.ownIntro}</p>
      <ul className="bullets">
        {datasetText.ownKinds.map((kind) => (
          <li key={kind}>{kind}</li>
        ))}
      </ul>
      <DropZone legend={datasetText.drop} onDrop={(transfer) => void drop(transfer)}>
        <p aria-hidden="true">{datasetText.drop}</p>
        <div className="own-data-pickers">
          <FilePicker label={datasetText.chooseFiles} multiple onPick={(list) => setFiles(pickedFiles(list))} />
          <FilePicker label={datasetText.chooseFolder} folder onPick={(list) => setFiles(pickedFiles(list))} />
        </div>
        <p className="note" role="status">
          {reading ? (task?.label ?? datasetText.reading) : count}
        </p>
      </DropZone>
      {reading && <ProgressBar label={datasetText.reading} fraction={task?.fraction ?? null} />}
      <Problems except={before} />
      {started && <p className="note">{datasetText.restart}</p>}
      <div className="dialog-actions">
        <button
          type="button"
          className="button-primary"
          disabled={files.length === 0 || reading}
          onClick={() => void use()}
        >
          {datasetText.use}
        </button>
        {reading && task ? (
          <button type="button" onClick={task.cancel}>
            {datasetText.cancel}
          </button>
        ) : (
          <button type="button" onClick={onDone}>
            {datasetText.close}
          </button>
        )}
      </div>
    </div>
  );
}
