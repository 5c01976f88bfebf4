/** SVG documents that need no style sheet, font or other file. */

export const TITLE_HEIGHT = 28;
/** Between the edges of a document and what is drawn in it. */
export const PAD = 12;

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}

/** A document with a title line and a drawing below it. Colours may be variables of the theme; `FigureMenu` resolves them. */
export function svgDocument(title: string, body: string, width: number, height: number): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="var(--page)"/>`,
    `<text x="${PAD}" y="19" font-size="14" font-weight="600" fill="var(--ink)">${escapeXml(title)}</text>`,
    body,
    '</svg>',
  ].join('');
}

/** Makes a document independent of the page's style sheet: variables become colours of the current theme, rem becomes pixels. */
export function withoutStyleSheet(svg: string): string {
  const probe = document.createElement('span');
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const resolved = svg
    .replace(/var\(--[\w-]+\)/g, (variable) => {
      probe.style.color = variable;
      return style.color;
    })
    .replace(/"([\d.]+)rem"/g, (_, rem: string) => `"${16 * Number(rem)}"`);
  probe.remove();
  return resolved;
}
