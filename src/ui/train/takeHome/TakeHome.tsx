import '../../common/facts.css';
import './takeHome.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { problemOf } from '../../../experiment/problem';
import { formatBytes, formatCount } from '../../../sentences/numbers';
import { takeHomeText } from '../../../sentences/takeHome';
import { useSession } from '../../../state/session';
import { takeHome } from '../../../state/takeHome';
import type { StudentFile } from '../../../worker/protocol';
import { Dialog } from '../../common/Dialog';
import { useSecondToken } from '../../common/secondToken';
import { download } from '../../plot/download';
import { snippetOf } from './snippet';

const CONFIRM_MS = 2000;

/** A button that offers the current student as a file, with the code that loads it. */
export function TakeHome() {
  const [open, setOpen] = useState(false);
  const built = useSession((state) => state.startup === 'ready' && state.built !== null);
  return (
    <>
      <button type="button" disabled={!built} title={takeHomeText.openTitle} onClick={() => setOpen(true)}>
        {takeHomeText.open}
      </button>
      <Dialog open={open} className="take-home-dialog" labelledBy="take-home-heading" onClose={() => setOpen(false)}>
        <Weights onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Weights({ onClose }: { onClose(): void }) {
  const [student, setStudent] = useState<StudentFile | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let gone = false;
    takeHome().then(
      (file) => !gone && setStudent(file),
      (error: unknown) => {
        const { message, remedy } = problemOf(error);
        if (!gone) setProblem(remedy ? `${message} ${remedy}` : message);
      },
    );
    return () => {
      gone = true;
    };
  }, []);
  return (
    <div className="take-home">
      <h2 id="take-home-heading">{takeHomeText.heading}</h2>
      <p className="note">{takeHomeText.intro}</p>
      <p role="alert" className={problem ? 'notice notice-bad' : 'visually-hidden'}>
        {problem}
      </p>
      {student ? (
        <Contents student={student} />
      ) : (
        <p className="note" role="status">
          {!problem && takeHomeText.reading}
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" onClick={onClose}>
          {takeHomeText.close}
        </button>
      </div>
    </div>
  );
}

function Contents({ student }: { student: StudentFile }) {
  const { shape, step, trainedOn, file } = student;
  const second = useSecondToken();
  const name = `deit-${trainedOn}-step-${step}.safetensors`;
  const snippet = useMemo(() => snippetOf(student, name), [student, name]);
  return (
    <>
      <dl className="facts" aria-label={takeHomeText.facts}>
        <dt>{takeHomeText.step}</dt>
        <dd>{formatCount(step)}</dd>
        <dt>{takeHomeText.shape}</dt>
        <dd>{takeHomeText.shapeOf(shape.imageSize, shape.patchSize, shape.dim, shape.depth, shape.heads)}</dd>
        <dt>{takeHomeText.tokens}</dt>
        <dd>{takeHomeText.tokensOf(shape.distToken ? second.token : null)}</dd>
        <dt>{takeHomeText.size}</dt>
        <dd>{takeHomeText.fileOf(name, formatBytes(file.byteLength))}</dd>
      </dl>
      <button
        type="button"
        className="button-primary"
        onClick={() => download(new Blob([file], { type: 'application/octet-stream' }), name)}
      >
        {takeHomeText.download}
      </button>
      <Code code={snippet} />
    </>
  );
}

function Code({ code }: { code: string }) {
  const [said, setSaid] = useState('');
  const pre = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (said !== takeHomeText.copied) return;
    const timer = setTimeout(() => setSaid(''), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setSaid(takeHomeText.copied);
    } catch {
      if (pre.current) getSelection()?.selectAllChildren(pre.current);
      setSaid(takeHomeText.byHand);
    }
  };
  return (
    <section className="take-home-code" aria-labelledby="take-home-code-heading">
      <div className="panel-head">
        <h3 id="take-home-code-heading">{takeHomeText.snippet}</h3>
        <span className="note" role="status">
          {said}
        </span>
        <button type="button" onClick={() => void copy()}>
          {takeHomeText.copy}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre ref={pre} tabIndex={0}>
        <code>{code}</code>
      </pre>
    </section>
  );
}
