import { gpuText } from '../../sentences/gpu';

/** What to do, for one browser, if no GPU is available. The facts follow the browsers' release notes. */
export interface GpuHelp {
  browser: string;
  steps: readonly string[];
}

interface Visitor {
  userAgent: string;
  /** Browsers offer WebGPU only to pages served over https or from localhost. */
  secure: boolean;
  /** `navigator.gpu` exists, although it gave no adapter. */
  hasApi: boolean;
}

export function gpuHelp({ userAgent, secure, hasApi }: Visitor): GpuHelp {
  const browser = browserOf(userAgent);
  if (!secure) return { browser, steps: [gpuText.needsHttps] };
  return { browser, steps: [...stepsFor(browser, userAgent, hasApi), gpuText.otherBrowser] };
}

function browserOf(userAgent: string): string {
  // Every iOS browser uses Safari's engine. The order matters: Edge also claims to be Chrome, and Chrome to be Safari.
  if (/iPhone|iPad/.test(userAgent)) return 'Safari';
  if (/Edg\//.test(userAgent)) return 'Edge';
  if (/Firefox\//.test(userAgent)) return 'Firefox';
  if (/Chrom(e|ium)\//.test(userAgent)) return 'Chrome';
  if (/Safari\//.test(userAgent)) return 'Safari';
  return gpuText.unknownBrowser;
}

function stepsFor(browser: string, userAgent: string, hasApi: boolean): readonly string[] {
  switch (browser) {
    case 'Chrome':
    case 'Edge':
      return chromium(browser, userAgent, hasApi);
    case 'Firefox':
      return gpuText.firefox;
    case 'Safari':
      return gpuText.safari;
    default:
      return [];
  }
}

function chromium(browser: string, userAgent: string, hasApi: boolean): string[] {
  const scheme = browser === 'Edge' ? 'edge' : 'chrome';
  const linux = /Linux/.test(userAgent) && !/Android/.test(userAgent);
  return [
    ...(hasApi ? [] : [gpuText.updateChromium(browser)]),
    gpuText.acceleration,
    ...(linux ? [gpuText.linuxFlags(scheme), gpuText.linuxSoftware] : [gpuText.gpuPage(scheme)]),
  ];
}
