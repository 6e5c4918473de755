// The square that is cut out of a picture: where it is, and how it is drawn.

/** Pixels of a side of what is uploaded: twice of what is shown, so that the server scales it down once more. */
const UPLOADED = 800;
const QUALITY = 0.9;

/** How much smaller than the largest square the smallest is. */
export const MAX_ZOOM = 4;

/** The size of a picture. */
interface Size {
  width: number;
  height: number;
}

/** Where a square is: how much it is enlarged, and how far to the right and down it is, from 0 to 1. */
export interface Area {
  zoom: number;
  x: number;
  y: number;
}

/** The largest square, centered, and in a tall picture nearer to the top, where faces are. */
export const START: Area = { zoom: 1, x: 0.5, y: 0.25 };

/** The square in pixels of the picture. */
export function squareOf(picture: Size, area: Area) {
  const size = Math.min(picture.width, picture.height) / area.zoom;
  return { left: (picture.width - size) * area.x, top: (picture.height - size) * area.y, size };
}

/** The area after its square was moved by so many pixels of the picture. */
export function moved(picture: Size, area: Area, right: number, down: number): Area {
  const { left, top, size } = squareOf(picture, area);
  return {
    ...area,
    x: share(left + right, picture.width - size, area.x),
    y: share(top + down, picture.height - size, area.y),
  };
}

/** How far a position is along its range, from 0 to 1. Where the range is empty, nothing changes. */
function share(position: number, range: number, unchanged: number): number {
  return range > 0 ? Math.min(Math.max(position / range, 0), 1) : unchanged;
}

/** Draws the square on a canvas, on white where the picture is transparent. */
export function drawSquare(canvas: HTMLCanvasElement, picture: ImageBitmap, area: Area): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { left, top, size } = squareOf(picture, area);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, left, top, size, size, 0, 0, canvas.width, canvas.height);
}

/** Returns the square as a JPEG. */
export function squareFile(picture: ImageBitmap, area: Area): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const side = Math.round(Math.min(UPLOADED, Math.max(1, squareOf(picture, area).size)));
  canvas.width = side;
  canvas.height = side;
  drawSquare(canvas, picture, area);
  return new Promise((resolve, reject) => {
    const done = (file: Blob | null) => (file ? resolve(file) : reject(new Error('no file')));
    canvas.toBlob(done, 'image/jpeg', QUALITY);
  });
}
