import type { OwnFile } from '../../worker/protocol';

/** Files of a picker; those of a folder picker keep their path. */
export function pickedFiles(list: FileList): OwnFile[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * Files and folders that were dropped, folders with all that is in them.
 * Call it within the drop event: the entries cannot be read any more afterwards.
 */
export function droppedFiles(transfer: DataTransfer): Promise<OwnFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return Promise.all(entries.map(filesOf)).then((lists) => lists.flat());
}

async function filesOf(entry: FileSystemEntry): Promise<OwnFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const files: OwnFile[] = [];
  // A reader gives its entries in batches, an empty one at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return files;
    for (const list of await Promise.all(batch.map(filesOf))) files.push(...list);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
