// Which square of a picture is kept: its middle and how far it is zoomed in. Pure arithmetic, in pixels of the picture.

export interface Size {
  width: number;
  height: number;
}

/** `zoom` 1 = the largest square that fits. The square never leaves the picture. */
export interface Crop {
  x: number;
  y: number;
  zoom: number;
}

export interface Square {
  left: number;
  top: number;
  side: number;
}

export const MOST_ZOOM = 4;

/** The largest square, in the middle. */
export function wholeCrop({ width, height }: Size): Crop {
  return { x: width / 2, y: height / 2, zoom: 1 };
}

export function squareOf(size: Size, { x, y, zoom }: Crop): Square {
  const side = Math.min(size.width, size.height) / zoom;
  return { left: x - side / 2, top: y - side / 2, side };
}

/** `right` and `down`: the way of the square over the picture, in its own sides. */
export function moved(size: Size, crop: Crop, right: number, down: number): Crop {
  const { side } = squareOf(size, crop);
  return within(size, { ...crop, x: crop.x + right * side, y: crop.y + down * side });
}

export function zoomed(size: Size, crop: Crop, zoom: number): Crop {
  return within(size, { ...crop, zoom: clamp(zoom, 1, MOST_ZOOM) });
}

function within(size: Size, crop: Crop): Crop {
  const half = squareOf(size, crop).side / 2;
  return {
    x: clamp(crop.x, half, size.width - half),
    y: clamp(crop.y, half, size.height - half),
    zoom: crop.zoom,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
