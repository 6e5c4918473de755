// Chooses the square of a picture to show, and uploads it. The picture is turned upright, cropped and scaled down here,
// so that little is sent, and nothing that is not shown.

import { type PointerEvent, useEffect, useId, useRef, useState } from 'react';

import { UploadPictureDocument } from '../api/operations';
import { upload } from '../api/upload';
import { FormErrors } from '../parts/fields';
import { type Area, drawSquare, MAX_ZOOM, moved, START, squareFile, squareOf } from './picture_square';

/** Pixels of the preview. */
const PREVIEW = 320;

interface CropProps {
  file: File;
  onSaved: () => void;
  onClose: () => void;
}

export default function PictureCrop({ file, onSaved, onClose }: CropProps) {
  const opened = usePicture(file);
  if (opened === 'unreadable') {
    const message = "This file can't be opened as a picture. Choose a JPEG, PNG or WebP picture.";
    return (
      <div className="crop">
        <FormErrors errors={[message]} />
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    );
  }
  if (!opened) return <p className="hint">Opening the picture…</p>;
  return <Crop picture={opened} onSaved={onSaved} onClose={onClose} />;
}

function Crop({ picture, onSaved, onClose }: Omit<CropProps, 'file'> & { picture: ImageBitmap }) {
  const [area, setArea] = useState<Area>(START);
  const [sent, setSent] = useState<number | null>(null);
  const [errors, setErrors] = useState<string[]>([]);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const save = async () => {
    if (sent !== null) return;
    setErrors([]);
    setSent(0);
    const failures = await squareFile(picture, area)
      .then((file) => upload(UploadPictureDocument, file, setSent))
      .catch(() => ["The picture can't be scaled down in this browser. Choose a smaller one."]);
    setSent(null);
    setErrors(failures);
    if (!failures.length) onSaved();
  };
  const percent = (name: keyof Area) => (value: number) => setArea({ ...area, [name]: value });
  return (
    <section className="crop" aria-label="Choose what to show">
      <Preview picture={picture} area={area} onMove={setArea} />
      <div className="crop-controls">
        <Slider
          label="Zoom"
          max={MAX_ZOOM}
          min={1}
          value={area.zoom}
          set={percent('zoom')}
          focus={first}
        />
        <Slider label="Left to right" max={1} min={0} value={area.x} set={percent('x')} />
        <Slider label="Top to bottom" max={1} min={0} value={area.y} set={percent('y')} />
        <FormErrors errors={errors} />
        {sent !== null && <progress max={1} value={sent} aria-label="Uploading the picture" />}
        <div className="row">
          <button
            type="button"
            className="primary"
            aria-disabled={sent !== null}
            onClick={() => void save()}
          >
            Save picture
          </button>
          <button type="button" disabled={sent !== null} onClick={onClose}>
            Cancel
          </button>
        </div>
      </div>
    </section>
  );
}

interface PreviewProps {
  picture: ImageBitmap;
  area: Area;
  onMove: (area: Area) => void;
}

/** The square as it will be shown. It can be dragged; the sliders do the same with a keyboard. */
function Preview({ picture, area, onMove }: PreviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragged = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    if (canvas.current) drawSquare(canvas.current, picture, area);
  }, [picture, area]);
  const drag = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = dragged.current;
    if (!from) return;
    // The picture follows the pointer: as many of its pixels as the preview shows under it.
    const scale = squareOf(picture, area).size / event.currentTarget.clientWidth;
    const [right, down] = [event.clientX - from.x, event.clientY - from.y];
    dragged.current = { x: event.clientX, y: event.clientY };
    onMove(moved(picture, area, -right * scale, -down * scale));
  };
  return (
    <canvas
      ref={canvas}
      className="crop-preview"
      width={PREVIEW}
      height={PREVIEW}
      role="img"
      aria-label="What will be shown"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        dragged.current = null;
      }}
      onPointerCancel={() => {
        dragged.current = null;
      }}
    />
  );
}

interface SliderProps {
  label: string;
  min: number;
  max: number;
  value: number;
  set: (value: number) => void;
  focus?: React.RefObject<HTMLInputElement | null>;
}

function Slider({ label, min, max, value, set, focus }: SliderProps) {
  const id = useId();
  const percent = Math.round(((value - min) / (max - min)) * 100);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={focus}
        type="range"
        min={min}
        max={max}
        step={(max - min) / 100}
        value={value}
        aria-valuetext={`${percent} percent`}
        onChange={(event) => set(Number(event.target.value))}
      />
    </div>
  );
}

/** The upright picture in a file, `unreadable`, or null while it is being opened. */
function usePicture(file: File): ImageBitmap | 'unreadable' | null {
  const [picture, setPicture] = useState<ImageBitmap | 'unreadable' | null>(null);
  useEffect(() => {
    let isCurrent = true;
    let opened: ImageBitmap | undefined;
    createImageBitmap(file, { imageOrientation: 'from-image' }).then(
      (bitmap) => {
        opened = bitmap;
        if (isCurrent) setPicture(bitmap);
        else bitmap.close();
      },
      () => isCurrent && setPicture('unreadable'),
    );
    return () => {
      isCurrent = false;
      opened?.close();
    };
  }, [file]);
  return picture;
}
