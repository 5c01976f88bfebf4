/** What a program asks of WebGPU, counted at the API itself, so that it is the same measure for every library. */

export interface Counts {
  dispatches: number;
  submits: number;
  /** Live bytes of GPU buffers now, and the most since `reset`. */
  bytes: number;
  peakBytes: number;
}

export class Counters {
  #dispatches = 0;
  #submits = 0;
  #bytes = 0;
  #peak = 0;
  #offset = 0;

  /** Wraps the prototypes' methods; call once, before any device is made. */
  install(): void {
    const counters = this;
    const dispatch = GPUComputePassEncoder.prototype.dispatchWorkgroups;
    GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...args) {
      counters.#dispatches++;
      return dispatch.apply(this, args);
    };
    const submit = GPUQueue.prototype.submit;
    GPUQueue.prototype.submit = function (...args) {
      counters.#submits++;
      return submit.apply(this, args);
    };
    const live = new WeakSet<GPUBuffer>();
    const create = GPUDevice.prototype.createBuffer;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = create.call(this, descriptor);
      live.add(buffer);
      counters.#bytes += descriptor.size;
      counters.#peak = Math.max(counters.#peak, counters.#bytes);
      return buffer;
    };
    const destroy = GPUBuffer.prototype.destroy;
    GPUBuffer.prototype.destroy = function () {
      if (live.delete(this)) counters.#bytes -= this.size;
      return destroy.call(this);
    };
  }

  /** Bytes of what was made before belong to somebody else. */
  startOwner(): void {
    this.#offset = this.#bytes;
    this.reset();
  }

  reset(): void {
    this.#dispatches = 0;
    this.#submits = 0;
    this.#peak = this.#bytes;
  }

  get counts(): Counts {
    return {
      dispatches: this.#dispatches,
      submits: this.#submits,
      bytes: this.#bytes - this.#offset,
      peakBytes: this.#peak - this.#offset,
    };
  }
}
