/** Aborts at Ctrl-C; training then continues from its last checkpoint. */
export function interruptible(): AbortSignal {
  const abort = new AbortController();
  process.once('SIGINT', () =>
    abort.abort(new Error('Interrupted: the same command continues from the last checkpoint.')),
  );
  return abort.signal;
}
