import { type FormEvent, useRef, useState } from 'react';
import type { Inference } from '../../experiment/config';
import { strategyIn } from '../../experiment/trials/trials';
import { formatCount, formatDuration, NOTHING } from '../../sentences/numbers';
import { runsText } from '../../sentences/runs';
import { strategiesText } from '../../sentences/strategies';
import { chooseRun, deleteRun, exportRun, openRun, renameRun } from '../../state/runs/runs';
import { useSession } from '../../state/session';
import type { RunSummary } from '../../worker/protocol';
import { focusOnAppear } from '../common/focus';
import { download, fileName } from '../plot/download';
import { formatPercent } from '../plot/format';
import { LineSample } from '../plot/Legend';
import { VOICE_CLASS } from '../theme/colors';
import { RUN_DASH, RUN_LETTERS } from './marks';

const HEADS = [
  { inference: 'cls', voice: 'cls', name: runsText.cls },
  { inference: 'dist', voice: 'dist', name: runsText.dist },
  { inference: 'both-logits', voice: 'both', name: runsText.both },
] as const satisfies readonly { inference: Inference; voice: keyof typeof VOICE_CLASS; name: string }[];

interface RunRowProps {
  run: RunSummary;
  /** Index in the comparison; −1 if the run is not compared. */
  place: number;
  /** Whether no more runs can be added to the comparison. */
  full: boolean;
}

export function RunRow({ run, place, full }: RunRowProps) {
  const { id, name, about, config, step, evaluation } = run;
  const [renaming, setRenaming] = useState(false);
  const renameButton = useRef<HTMLButtonElement>(null);
  const ready = useSession(({ startup, backend }) => startup !== 'starting' && backend !== null);
  const save = async () => {
    const file = await exportRun(id);
    if (file) download(new Blob([file], { type: 'application/octet-stream' }), fileName(name, 'safetensors'));
  };
  const tested = evaluation && runsText.testedAt(formatCount(evaluation.images), formatCount(evaluation.step));
  return (
    <tr>
      <td className="run-choose">
        <label>
          <input
            type="checkbox"
            aria-label={runsText.compareOf(name)}
            checked={place >= 0}
            disabled={full && place < 0}
            onChange={({ target }) => void chooseRun(id, target.checked)}
          />
          {place >= 0 && (
            <>
              <strong>{RUN_LETTERS[place]}</strong>
              <LineSample color="var(--ink)" dash={RUN_DASH[place]!} />
            </>
          )}
        </label>
      </td>
      <th scope="row" className="run-name">
        {renaming ? (
          <Rename
            run={run}
            onDone={() => {
              setRenaming(false);
              renameButton.current?.focus();
            }}
          />
        ) : (
          <>
            <bdi title={name}>{name}</bdi>
            {!run.stored && <span className="run-unstored">{runsText.unstored}</span>}
          </>
        )}
      </th>
      <td data-name={runsText.dataset}>
        <bdi>{about.dataset.name}</bdi>
      </td>
      <td data-name={runsText.strategy}>{strategiesText[strategyIn(config)]}</td>
      <td data-name={runsText.step} className="number tabular">
        {formatCount(step)}
      </td>
      {HEADS.map(({ inference, voice, name: head }) => {
        const share = evaluation?.accuracy[inference] ?? null;
        return (
          <td key={inference} data-name={head} className="number tabular" title={tested ?? undefined}>
            <span className={share === null ? '' : `${VOICE_CLASS[voice]} voice-text`}>
              {share === null ? NOTHING : formatPercent(share)}
            </span>
            {inference === 'cls' && evaluation && evaluation.step !== step && (
              <span className="faint"> {runsText.atStep(formatCount(evaluation.step))}</span>
            )}
          </td>
        );
      })}
      <td data-name={runsText.duration} className="number tabular">
        {formatDuration(about.seconds)}
      </td>
      <td data-name={runsText.date} className="tabular">
        {dateOf(about.date)}
      </td>
      <td className="run-actions-cell">
        <button
          type="button"
          className="button-quiet"
          disabled={!ready}
          aria-label={runsText.openOf(name)}
          onClick={() => void openRun(run)}
        >
          {runsText.open}
        </button>
        <button
          type="button"
          ref={renameButton}
          className="button-quiet"
          aria-label={runsText.renameOf(name)}
          onClick={() => setRenaming(true)}
        >
          {runsText.rename}
        </button>
        <button type="button" className="button-quiet" aria-label={runsText.exportOf(name)} onClick={() => void save()}>
          {runsText.export}
        </button>
        <button
          type="button"
          className="button-quiet"
          aria-label={runsText.deleteOf(name)}
          onClick={() => void deleteRun(run)}
        >
          {runsText.delete}
        </button>
      </td>
    </tr>
  );
}

function Rename({ run: { id, name }, onDone }: { run: RunSummary; onDone(): void }) {
  const [value, setValue] = useState(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void renameRun(id, value).then(onDone);
  };
  return (
    <form className="run-rename" onSubmit={submit} onKeyDown={({ key }) => key === 'Escape' && onDone()}>
      <input
        type="text"
        aria-label={runsText.newName}
        maxLength={200}
        value={value}
        ref={focusOnAppear}
        onChange={({ target }) => setValue(target.value)}
      />
      <button type="submit">{runsText.save}</button>
      <button type="button" className="button-quiet" onClick={onDone}>
        {runsText.cancel}
      </button>
    </form>
  );
}

/** `2026-01-31 14:05` in the user's time zone. */
function dateOf(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return NOTHING;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
