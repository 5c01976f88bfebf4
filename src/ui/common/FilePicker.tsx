import './filePicker.css';

interface FilePickerProps {
  label: string;
  /** Whether several files can be chosen. */
  multiple?: boolean;
  /** Whether to choose a folder with all its files. */
  folder?: boolean;
  /** File types, as in the `accept` attribute. */
  accept?: string;
  disabled?: boolean;
  onPick(files: FileList): void;
}

/** A button that opens the browser's file dialog. */
export function FilePicker({ label, multiple = false, folder = false, accept, disabled, onPick }: FilePickerProps) {
  return (
    <label className="button file-picker">
      {label}
      <input
        type="file"
        className="visually-hidden"
        multiple={multiple || folder}
        accept={accept}
        disabled={disabled}
        {...(folder && { webkitdirectory: '' })}
        onChange={({ target }) => {
          if (target.files?.length) onPick(target.files);
          // Without this, choosing the same file again would have no effect.
          target.value = '';
        }}
      />
    </label>
  );
}
