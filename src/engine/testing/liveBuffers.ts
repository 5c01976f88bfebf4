/** Buffers of one device that were made since it was watched and not destroyed. */
export class LiveBuffers {
  readonly #alive = new Set<GPUBuffer>();
  #bytes = 0;
  /** Most bytes that were alive at once. */
  peakBytes = 0;

  /** @param device to be watched before anything is made on it */
  constructor(device: GPUDevice) {
    const create = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = create(descriptor);
      this.#made(buffer);
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        this.#gone(buffer);
        return destroy();
      };
      return buffer;
    };
  }

  get count(): number {
    return this.#alive.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get sizes(): number[] {
    return [...this.#alive].map(({ size }) => size);
  }

  #made(buffer: GPUBuffer): void {
    this.#alive.add(buffer);
    this.#bytes += buffer.size;
    this.peakBytes = Math.max(this.peakBytes, this.#bytes);
  }

  /** A buffer may be destroyed more than once. */
  #gone(buffer: GPUBuffer): void {
    if (this.#alive.delete(buffer)) this.#bytes -= buffer.size;
  }
}
