import './model.css';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { modelText } from '../../../sentences/model';
import { formatBytes } from '../../../sentences/numbers';
import { models, useModel } from '../../../state/model';
import type { OpenAsk, OwnFile } from '../../../worker/protocol';
import { DropZone } from '../../common/DropZone';
import { FilePicker } from '../../common/FilePicker';
import { ProgressBar } from '../../common/ProgressBar';

/** Asks for the file or address of a model, and stays open until the model is loaded. */
export function OpenModel({ onDone }: { onDone(): void }) {
  const { task, problem } = useModel();
  useEffect(() => {
    useModel.setState({ problem: null });
    void models.refreshKept();
  }, []);
  const open = async (ask: OpenAsk) => {
    if (await models.open(ask)) onDone();
  };
  const leave = () => {
    models.cancel();
    onDone();
  };
  return (
    <div className="open-model">
      <h2 id="model-heading">{modelText.heading}</h2>
      <p className="note">{modelText.intro}</p>
      <FromFile busy={task !== null} onOpen={open} />
      <FromHub busy={task !== null} onOpen={open} />
      <div className="open-progress">
        <p className="note" role="status">
          {task && (task.label || modelText.reading)}
        </p>
        {task && <ProgressBar label={modelText.reading} fraction={task.fraction} />}
      </div>
      <p role="alert" className={problem ? 'notice notice-bad' : 'visually-hidden'}>
        {problem && [problem.message, problem.kept, problem.remedy].filter(Boolean).join(' ')}
      </p>
      <div className="dialog-actions">
        {task && (
          <button type="button" onClick={() => models.cancel()}>
            {modelText.cancel}
          </button>
        )}
        <button type="button" onClick={leave}>
          {modelText.done}
        </button>
      </div>
    </div>
  );
}

interface SourceProps {
  busy: boolean;
  onOpen(ask: OpenAsk): Promise<void>;
}

function FromFile({ busy, onOpen }: SourceProps) {
  const id = useId();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [heads, setHeads] = useState('');
  const weights = files.find(({ name }) => !isAbout(name));
  const about = files.find(({ name }) => isAbout(name));
  // The user may add a config.json to weights that were chosen before.
  const add = (list: FileList) => {
    const chosen = [...list];
    const others = files.filter(({ name }) => !chosen.some((file) => isAbout(file.name) === isAbout(name)));
    setFiles([...others, ...chosen]);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!weights) return;
    void onOpen({
      weights: own(weights),
      about: about ? own(about) : null,
      heads: heads === '' ? null : Number(heads),
    });
  };
  return (
    <form className="open-source" onSubmit={submit} aria-labelledby={`${id}-heading`}>
      <h3 id={`${id}-heading`}>{modelText.fromFile}</h3>
      <DropZone legend={modelText.drop} onDrop={({ files }) => add(files)}>
        <p aria-hidden="true">{modelText.drop}</p>
        <FilePicker label={modelText.choose} multiple onPick={add} />
        <p className="note open-chosen" role="status">
          {files.length === 0
            ? modelText.nothing
            : [weights, about].flatMap((file) => (file ? [`${file.name}, ${formatBytes(file.size)}`] : [])).join('; ')}
        </p>
      </DropZone>
      <div className="open-row">
        <label>
          {modelText.heads}
          <input
            type="number"
            min={1}
            step={1}
            value={heads}
            aria-describedby={`${id}-hint`}
            onChange={({ currentTarget }) => setHeads(currentTarget.value)}
          />
        </label>
        <span className="faint" id={`${id}-hint`}>
          {modelText.headsHint}
        </span>
        <button type="submit" className="button-primary" disabled={!weights || busy}>
          {modelText.openFile}
        </button>
      </div>
    </form>
  );
}

function FromHub({ busy, onOpen }: SourceProps) {
  const id = useId();
  const [address, setAddress] = useState('');
  const kept = useModel((state) => state.kept);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onOpen({ weights: { address }, about: null, heads: null });
  };
  return (
    <form className="open-source" onSubmit={submit} aria-labelledby={`${id}-heading`}>
      <h3 id={`${id}-heading`}>{modelText.fromHub}</h3>
      <label className="open-address">
        {modelText.address}
        <input
          type="text"
          inputMode="url"
          spellCheck={false}
          autoComplete="off"
          value={address}
          placeholder={modelText.example}
          aria-describedby={`${id}-hint`}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
      </label>
      <div className="open-row">
        <span className="faint" id={`${id}-hint`}>
          {modelText.addressHint}
        </span>
        <button type="submit" className="button-primary" disabled={address.trim() === '' || busy}>
          {modelText.load}
        </button>
      </div>
      {kept.length > 0 && (
        <section aria-label={modelText.kept} className="open-kept">
          <h4 className="faint">{modelText.kept}</h4>
          <ul>
            {kept.map(({ address: from, bytes }) => (
              <li key={from}>
                <button type="button" className="button-quiet open-again" onClick={() => setAddress(from)}>
                  {modelText.keptFile(from.replace(/^https?:\/\//, ''), formatBytes(bytes))}
                </button>
                <button
                  type="button"
                  aria-label={modelText.forgetOf(from)}
                  disabled={busy}
                  onClick={() => void models.refreshKept(from)}
                >
                  {modelText.forget}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </form>
  );
}

/** Whether a file describes the model instead of holding its weights. */
function isAbout(name: string): boolean {
  return /\.(json|txt|csv|tsv|labels|names)$/i.test(name);
}

function own(file: File): OwnFile {
  return { path: file.name, file };
}
