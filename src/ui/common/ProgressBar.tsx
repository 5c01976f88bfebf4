import './progressBar.css';

interface ProgressBarProps {
  /** Names the task for screen readers. */
  label: string;
  /** 0…1; null while the progress is unknown. */
  fraction: number | null;
}

export function ProgressBar({ label, fraction }: ProgressBarProps) {
  return <progress aria-label={label} {...(fraction === null ? {} : { value: fraction })} />;
}
