/** What one implementation sends to the GPU. */
export interface Counts {
  dispatches: number;
  /** Submits of commands that compute; the copy that reads the loss back is not one. */
  submits: number;
  /** Time of the last one, in milliseconds of `performance.now`. */
  lastSubmit: number;
}

interface Account extends Counts {
  bytes: number;
  peakBytes: number;
}

const accounts = new Map<string, Account>();
const computing = new WeakSet<object>();
let current: Account | null = null;

/** From now on, calls on any device count for this implementation. */
export function meter(name: string): void {
  current = accounts.get(name) ?? { dispatches: 0, submits: 0, lastSubmit: 0, bytes: 0, peakBytes: 0 };
  accounts.set(name, current);
}

export function countsOf(name: string): Counts {
  const { dispatches = 0, submits = 0, lastSubmit = 0 } = accounts.get(name) ?? {};
  return { dispatches, submits, lastSubmit };
}

/** Most bytes of buffers that an implementation held at the same time. */
export function peakBytesOf(name: string): number {
  return accounts.get(name)?.peakBytes ?? 0;
}

/** Wraps the methods of WebGPU's own classes, so that every library on every device is counted in the same way. */
export function installMeter(): void {
  const encoders = new WeakMap<object, GPUCommandEncoder>();
  const owners = new WeakMap<object, Account>();
  wrap(
    GPUCommandEncoder.prototype,
    'beginComputePass',
    (original) =>
      function (this: GPUCommandEncoder, ...args) {
        const pass = original.apply(this, args);
        encoders.set(pass, this);
        return pass;
      },
  );
  wrap(
    GPUComputePassEncoder.prototype,
    'dispatchWorkgroups',
    (original) =>
      function (this: GPUComputePassEncoder, ...args) {
        if (current) current.dispatches++;
        computing.add(encoders.get(this)!);
        return original.apply(this, args);
      },
  );
  wrap(
    GPUCommandEncoder.prototype,
    'finish',
    (original) =>
      function (this: GPUCommandEncoder, ...args) {
        const commands = original.apply(this, args);
        if (computing.has(this)) computing.add(commands);
        return commands;
      },
  );
  wrap(
    GPUQueue.prototype,
    'submit',
    (original) =>
      function (this: GPUQueue, commands) {
        const list = [...commands];
        const result = original.call(this, list);
        if (current && list.some((buffer) => computing.has(buffer))) {
          current.submits++;
          current.lastSubmit = performance.now();
        }
        return result;
      },
  );
  wrap(
    GPUDevice.prototype,
    'createBuffer',
    (original) =>
      function (this: GPUDevice, descriptor) {
        const buffer = original.call(this, descriptor);
        if (current) {
          owners.set(buffer, current);
          current.bytes += descriptor.size;
          current.peakBytes = Math.max(current.peakBytes, current.bytes);
        }
        return buffer;
      },
  );
  wrap(
    GPUBuffer.prototype,
    'destroy',
    (original) =>
      function (this: GPUBuffer) {
        const owner = owners.get(this);
        if (owner) owner.bytes -= this.size;
        owners.delete(this);
        return original.call(this);
      },
  );
}

type Method<T, K extends keyof T> = Extract<T[K], (...args: never[]) => unknown>;

function wrap<T, K extends keyof T>(prototype: T, name: K, make: (original: Method<T, K>) => Method<T, K>): void {
  prototype[name] = make(prototype[name] as Method<T, K>);
}
