/** What to do, browser by browser, where no GPU can be had. Facts as of the browsers' release notes. */
export interface GpuHelp {
  browser: string;
  steps: readonly string[];
}

interface Visitor {
  userAgent: string;
  /** WebGPU is offered only to pages served over https or from localhost. */
  secure: boolean;
  /** `navigator.gpu` is there, though it gave no adapter. */
  hasApi: boolean;
}

const OTHER_BROWSER = 'Or open this page in a current Chrome or Edge (113 or later), Firefox (141) or Safari (26).';
const ACCELERATION = 'Switch on “Use graphics acceleration when available” in the settings under System, and restart.';

export function gpuHelp({ userAgent, secure, hasApi }: Visitor): GpuHelp {
  const browser = browserOf(userAgent);
  if (!secure)
    return { browser, steps: ['This page was opened without https. Open it through https, or from localhost.'] };
  return { browser, steps: [...stepsFor(browser, userAgent, hasApi), OTHER_BROWSER] };
}

function browserOf(userAgent: string): string {
  // Every iOS browser is Safari's engine; the order matters, since Edge says Chrome and Chrome says Safari.
  if (/iPhone|iPad/.test(userAgent)) return 'Safari';
  if (/Edg\//.test(userAgent)) return 'Edge';
  if (/Firefox\//.test(userAgent)) return 'Firefox';
  if (/Chrom(e|ium)\//.test(userAgent)) return 'Chrome';
  if (/Safari\//.test(userAgent)) return 'Safari';
  return 'This browser';
}

function stepsFor(browser: string, userAgent: string, hasApi: boolean): string[] {
  switch (browser) {
    case 'Chrome':
    case 'Edge':
      return chromium(browser, userAgent, hasApi);
    case 'Firefox':
      return [
        'Update Firefox: WebGPU is there since version 141 on Windows and 145 on Macs with Apple silicon.',
        'Elsewhere, open `about:config`, set `dom.webgpu.enabled` to true, and restart (Firefox Nightly works best).',
      ];
    case 'Safari':
      return [
        'Update to Safari 26 (macOS 26, iOS 26 or iPadOS 26), where WebGPU is on.',
        'In Safari 18, switch WebGPU on under Settings, Feature Flags (iOS: Settings, Apps, Safari, Advanced).',
      ];
    default:
      return [];
  }
}

function chromium(browser: string, userAgent: string, hasApi: boolean): string[] {
  const scheme = browser === 'Edge' ? 'edge' : 'chrome';
  const steps = hasApi ? [] : [`Update ${browser} to version 113 or later (Android: 121).`];
  steps.push(ACCELERATION);
  if (/Linux/.test(userAgent) && !/Android/.test(userAgent)) {
    steps.push(
      `On Linux, open \`${scheme}://flags/#enable-unsafe-webgpu\` and \`${scheme}://flags/#enable-vulkan\`, enable both, and restart. A Vulkan driver is needed (Debian and Ubuntu: \`mesa-vulkan-drivers\`).`,
      'Without a graphics card, start it with `--enable-unsafe-webgpu --use-webgpu-adapter=swiftshader` to train on the processor.',
    );
  } else {
    steps.push(`Look at \`${scheme}://gpu\` for what it says of WebGPU, and update the graphics driver.`);
  }
  return steps;
}
