import type { ReactElement } from 'react';

/** Drawn on a grid of 24, stroked with the colour of the text around them. */
const paths = {
  camera:
    'M3 7.5A1.5 1.5 0 0 1 4.5 6h9A1.5 1.5 0 0 1 15 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16.5zM15 10.5l6-3v9l-6-3z',
  cameraOff:
    'M3 3l18 18M15 12V7.5A1.5 1.5 0 0 0 13.5 6H9M6 6H4.5A1.5 1.5 0 0 0 3 7.5v9A1.5 1.5 0 0 0 4.5 18h9a1.5 1.5 0 0 0 1.4-1M15 10.5l6-3v9l-3-1.5',
  photo:
    'M3.500 8H7l1.500-2.500h7L17 8h3.500v11h-17zM12 16.500a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400z',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  microphone: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  microphoneOff:
    'M3 3l18 18M15 10V6a3 3 0 0 0-5.8-1M9 9v2a3 3 0 0 0 4.5 2.6M5.5 11a6.5 6.5 0 0 0 10 5.4M18.5 11a6.5 6.5 0 0 1-.6 2.7M12 17.5V21',
  sound: 'M4 9.5v5h3.5L12 18V6L7.5 9.5zM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  soundOff: 'M4 9.5v5h3.5L12 18V6L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  fullScreen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.4v.3M12 16.8v.2',
  language:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c2.5 2.4 3.8 5.4 3.8 9s-1.3 6.6-3.8 9c-2.5-2.4-3.8-5.4-3.8-9S9.500 5.400 12 3z',
  check: 'M5 12.5l4.5 4.5L19 7.500',
  warning: 'M12 4l9 16H3zM12 10v4.500M12 17v.2',
  close: 'M6 6l12 12M18 6L6 18',
  play: 'M7 4.500v15l12-7.500z',
  chevron: 'M9 6l6 6-6 6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  keyboard: 'M3 6h18v12H3zM6.500 9.500h.1M10 9.500h.1M14 9.500h.1M17.500 9.500h.1M7 14.500h10',
  person:
    'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.8-3.800 3.600-5.500 7.500-5.500s6.700 1.700 7.500 5.500',
  line: 'M4 18h.1M8.500 18v-3M13 18v-7M17.500 18V6',
} as const;

export type IconName = keyof typeof paths;

/** A picture beside words; it is never the only name of a control. */
export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
