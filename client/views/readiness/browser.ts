/** The oldest versions that the pages are built for (vite.config.ts). */
const oldest = { Edge: 107, Chrome: 107, Firefox: 115, Safari: 16 } as const;

const patterns: readonly (readonly [keyof typeof oldest, RegExp])[] = [
  // The order matters: Edge also calls itself Chrome, and Chrome also Safari.
  ['Edge', /Edg(?:e|A|iOS)?\/(\d+)/],
  ['Chrome', /(?:Chrome|CriOS)\/(\d+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/],
  ['Safari', /Version\/(\d+).*Safari/],
];

/** Name and version of a browser by its own words, and whether a class can be held in it. */
export function browserOf(userAgent: string): { browser: string; browserUsable: boolean } {
  for (const [name, pattern] of patterns) {
    const version = Number(pattern.exec(userAgent)?.[1]);
    if (version > 0) return { browser: `${name} ${version}`, browserUsable: version >= oldest[name] };
  }
  return { browser: userAgent.slice(0, 60) || 'unknown', browserUsable: false };
}
