/** Running pictures for stories: drawn here, because a story has no lecturer. */
const streams = new Map<string, MediaStream>();

function drawCamera(context: CanvasRenderingContext2D, width: number, height: number): void {
  const ground = context.createLinearGradient(0, 0, width, height);
  ground.addColorStop(0, '#2b4a73');
  ground.addColorStop(1, '#16263d');
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#d9c3ad';
  context.beginPath();
  context.arc(width / 2, height * 0.4, height * 0.16, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = '#30425c';
  context.beginPath();
  context.ellipse(width / 2, height * 0.98, height * 0.42, height * 0.38, 0, 0, 2 * Math.PI);
  context.fill();
}

function drawSlide(context: CanvasRenderingContext2D, width: number, height: number): void {
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#1f5fd0';
  context.fillRect(0, 0, width, height * 0.14);
  context.fillStyle = '#ffffff';
  context.font = `600 ${height * 0.07}px sans-serif`;
  context.fillText('示例课件', width * 0.05, height * 0.095);
  context.fillStyle = '#1b2430';
  context.font = `${height * 0.055}px sans-serif`;
  ['一、总体思路', '二、主要做法', '三、案例', '四、思考题'].forEach((line, place) => {
    context.fillText(line, width * 0.08, height * (0.32 + 0.14 * place));
  });
}

/** The same stream for the same subject, as in a session. */
export function storyStream(subject: 'camera' | 'screen'): MediaStream {
  const known = streams.get(subject);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const context = canvas.getContext('2d');
  const draw = (): void => {
    if (context === null) return;
    if (subject === 'camera') drawCamera(context, canvas.width, canvas.height);
    else drawSlide(context, canvas.width, canvas.height);
  };
  draw();
  const stream = canvas.captureStream(5);
  // A canvas gives a frame only when something was drawn.
  setInterval(draw, 200);
  streams.set(subject, stream);
  return stream;
}
