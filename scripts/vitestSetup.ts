import fc from 'fast-check';

// The same cases on every machine, so that a failure is the change's own; FC_SEED=n tries others.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 2012_12877) });
