import QRCode from 'qrcode';
import { useMemo, type ReactElement } from 'react';

/** Light modules around the code that a camera needs (ISO/IEC 18004 asks for four). */
const margin = 4;

/** A QR code as one path: sharp on paper at any size. */
export function QrCode({ link, label, size }: { link: string; label: string; size: string }): ReactElement {
  const { side, path } = useMemo(() => drawing(link), [link]);
  return (
    <svg
      className="qr-code"
      style={{ width: size, height: size }}
      viewBox={`${-margin} ${-margin} ${side + 2 * margin} ${side + 2 * margin}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <rect x={-margin} y={-margin} width={side + 2 * margin} height={side + 2 * margin} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function drawing(link: string): { side: number; path: string } {
  const { modules } = QRCode.create(link, { errorCorrectionLevel: 'M' });
  const cells: string[] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) cells.push(`M${column} ${row}h1v1h-1z`);
    }
  }
  return { side: modules.size, path: cells.join('') };
}
