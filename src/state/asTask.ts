import type { WorkerClient } from '../worker/client';
import type { Answer, Ask, RequestKind } from '../worker/protocol';
import { type Task, useSession } from './session';

/**
 * A request that the page shows as a task: at once if it has a label, otherwise from its first progress.
 * @throws ProblemError
 */
export async function asTask<K extends RequestKind>(
  client: WorkerClient,
  kind: K,
  ask: Ask<K>,
  label?: string,
  abort = new AbortController(),
): Promise<Answer<K>> {
  const cancel = () => abort.abort();
  const show = (task: Omit<Task, 'cancel'>) => useSession.setState({ task: { ...task, cancel } });
  if (label) show({ label, fraction: null });
  try {
    return await client.request(kind, ask, {
      signal: abort.signal,
      onProgress: (fraction, about) => show({ fraction, label: about }),
    });
  } finally {
    useSession.setState(({ task }) => ({ task: task?.cancel === cancel ? null : task }));
  }
}
