import type { HTMLAttributes } from 'react';

/** The elements of MathML Core. React renders them, but its types lack them. */
type MathElement = HTMLAttributes<MathMLElement> & { 'data-term'?: string };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      math: MathElement & { display?: 'block' | 'inline' };
      mi: MathElement;
      mn: MathElement;
      mo: MathElement;
      mtext: MathElement;
      mrow: MathElement;
      msub: MathElement;
      msup: MathElement;
      mtable: MathElement;
      mtr: MathElement;
      mtd: MathElement;
    }
  }
}
