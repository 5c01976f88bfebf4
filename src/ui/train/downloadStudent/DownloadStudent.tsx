import '../../common/facts.css';
import './downloadStudent.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { problemOf } from '../../../experiment/problem';
import { downloadStudentText } from '../../../sentences/downloadStudent';
import { formatBytes, formatCount } from '../../../sentences/numbers';
import { fetchStudentFile } from '../../../state/downloadStudent';
import { useSession } from '../../../state/session';
import type { StudentFile } from '../../../worker/protocol';
import { Dialog } from '../../common/Dialog';
import { useSecondToken } from '../../common/secondToken';
import { download } from '../../plot/download';
import { snippetOf } from './snippet';

const CONFIRM_MS = 2000;

/** A button that offers the current student as a file, with the code that loads it. */
export function DownloadStudent() {
  const [open, setOpen] = useState(false);
  const built = useSession((state) => state.startup === 'ready' && state.built !== null);
  return (
    <>
      <button type="button" disabled={!built} title={downloadStudentText.openTitle} onClick={() => setOpen(true)}>
        {downloadStudentText.open}
      </button>
      <Dialog
        open={open}
        className="download-student-dialog"
        labelledBy="download-student-heading"
        onClose={() => setOpen(false)}
      >
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
    fetchStudentFile().then(
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
    <div className="download-student">
      <h2 id="download-student-heading">{downloadStudentText.heading}</h2>
      <p className="note">{downloadStudentText.intro}</p>
      <p role="alert" className={problem ? 'notice notice-bad' : 'visually-hidden'}>
        {problem}
      </p>
      {student ? (
        <Contents student={student} />
      ) : (
        <p className="note" role="status">
          {!problem && downloadStudentText.reading}
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" onClick={onClose}>
          {downloadStudentText.close}
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
      <dl className="facts" aria-label={downloadStudentText.facts}>
        <dt>{downloadStudentText.step}</dt>
        <dd>{formatCount(step)}</dd>
        <dt>{downloadStudentText.shape}</dt>
        <dd>{downloadStudentText.shapeOf(shape.imageSize, shape.patchSize, shape.dim, shape.depth, shape.heads)}</dd>
        <dt>{downloadStudentText.tokens}</dt>
        <dd>{downloadStudentText.tokensOf(shape.distToken ? second.token : null)}</dd>
        <dt>{downloadStudentText.size}</dt>
        <dd>{downloadStudentText.fileOf(name, formatBytes(file.byteLength))}</dd>
      </dl>
      <button
        type="button"
        className="button-primary"
        onClick={() => download(new Blob([file], { type: 'application/octet-stream' }), name)}
      >
        {downloadStudentText.download}
      </button>
      <Code code={snippet} />
    </>
  );
}

function Code({ code }: { code: string }) {
  const [said, setSaid] = useState('');
  const pre = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (said !== downloadStudentText.copied) return;
    const timer = setTimeout(() => setSaid(''), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setSaid(downloadStudentText.copied);
    } catch {
      if (pre.current) getSelection()?.selectAllChildren(pre.current);
      setSaid(downloadStudentText.byHand);
    }
  };
  return (
    <section className="download-student-code" aria-labelledby="download-student-code-heading">
      <div className="panel-head">
        <h3 id="download-student-code-heading">{downloadStudentText.snippet}</h3>
        <span className="note" role="status">
          {said}
        </span>
        <button type="button" onClick={() => void copy()}>
          {downloadStudentText.copy}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre ref={pre} tabIndex={0}>
        <code>{code}</code>
      </pre>
    </section>
  );
}
