/** Moving and scaling the picture without drawing it anew. */
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Box, Layout } from '../layout.ts';
import { HEADER } from '../sizes.ts';

export interface Camera {
  readonly zoom: (by: number) => void;
  readonly fit: () => void;
  /** Brings boxes into sight, moving as little as possible; with `near` nothing is scaled. */
  readonly reveal: (boxes: readonly Box[], near?: boolean) => void;
}

const SMALLEST = 0.12;
const LARGEST = 2.5;
const MARGIN = 20;
/** A map that is longer than its frame is not made smaller than this share of the width. */
const LONG = 1;
/** Height of the names of zones, on the screen. */
export const HEADS = 58;
/** On a lane that is narrower on the screen, names are drawn smaller. */
const NARROW_LANE = 116;

export const useCamera = (
  frame: RefObject<SVGSVGElement | null>,
  scene: RefObject<SVGGElement | null>,
  heads: RefObject<SVGGElement | null>,
  layout: Layout,
): Camera => {
  const at = useRef({ x: 0, y: 0, k: 1 });
  const size = useRef(layout);
  size.current = layout;
  const moved = useRef(false);

  const camera = useMemo(() => {
    const show = (): void => {
      const { x, y, k } = at.current;
      scene.current?.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${k.toFixed(4)})`);
      for (const head of heads.current?.querySelectorAll('[data-lane-x]') ?? []) {
        const width = Number(head.getAttribute('data-lane-width')) * k;
        head.setAttribute('x', (x + Number(head.getAttribute('data-lane-x')) * k).toFixed(1));
        head.setAttribute('width', Math.max(1, width).toFixed(1));
        head.setAttribute('class', width < NARROW_LANE ? 'narrow' : '');
      }
    };
    const room = (): { readonly width: number; readonly height: number } => frame.current?.getBoundingClientRect() ?? { width: 1000, height: 600 };
    const zoomAt = (by: number, px: number, py: number): void => {
      const k = Math.min(LARGEST, Math.max(SMALLEST, at.current.k * by));
      const ratio = k / at.current.k;
      at.current = { x: px - (px - at.current.x) * ratio, y: py - (py - at.current.y) * ratio, k };
      show();
    };
    const fit = (): void => {
      const { width, height } = room();
      const across = (width - MARGIN) / Math.max(1, size.current.width);
      const down = (height - HEADS - MARGIN) / Math.max(1, size.current.height - HEADER);
      // A long map is shown from the top at a width that can be read.
      const k = Math.min(1, across, Math.max(down, across * LONG));
      at.current = {
        k,
        x: Math.max(MARGIN / 2, (width - size.current.width * k) / 2),
        y: HEADS - HEADER * k + Math.max(8, Math.min(60, (height - HEADS - (size.current.height - HEADER) * k) / 3)),
      };
      show();
    };
    const zoom = (by: number): void => {
      const { width, height } = room();
      moved.current = true;
      zoomAt(by, width / 2, height / 2);
    };
    const reveal = (boxes: readonly Box[], near = false): void => {
      if (boxes.length === 0) return;
      const { width, height } = room();
      const left = Math.min(...boxes.map((box) => box.x)) - 70;
      const right = Math.max(...boxes.map((box) => box.x + box.width)) + 40;
      const top = Math.min(...boxes.map((box) => box.y)) - 70;
      const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + 30;
      if (!near) {
        const k = Math.min(width / (right - left), (height - HEADS) / (bottom - top), 1.1);
        if (k < at.current.k || at.current.k < 0.6) at.current = { ...at.current, k: Math.max(SMALLEST, Math.min(k, Math.max(at.current.k, 0.85))) };
      }
      const { k } = at.current;
      const clamp = (value: number, low: number, high: number): number => (low > high ? (low + high) / 2 : Math.min(Math.max(value, low), high));
      at.current = { k, x: clamp(at.current.x, -left * k, width - right * k), y: clamp(at.current.y, HEADS - top * k, height - bottom * k) };
      show();
    };
    return {
      zoom,
      fit,
      reveal,
      zoomAt,
      show,
      pan: (dx: number, dy: number) => {
        moved.current = true;
        at.current = { ...at.current, x: at.current.x + dx, y: at.current.y + dy };
        show();
      },
    };
  }, []);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        moved.current = true;
        camera.zoomAt(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
      } else camera.pan(event.shiftKey ? -event.deltaY : -event.deltaX, event.shiftKey ? 0 : -event.deltaY);
    };
    let from: { x: number; y: number } | null = null;
    const onDown = (event: PointerEvent): void => {
      if (event.button === 0) from = { x: event.clientX, y: event.clientY };
    };
    const onMove = (event: PointerEvent): void => {
      if (from === null || event.buttons === 0) return;
      if (!element.hasPointerCapture(event.pointerId)) {
        if (Math.abs(event.clientX - from.x) + Math.abs(event.clientY - from.y) < 4) return;
        element.setPointerCapture(event.pointerId);
      }
      camera.pan(event.clientX - from.x, event.clientY - from.y);
      from = { x: event.clientX, y: event.clientY };
    };
    const onUp = (): void => {
      from = null;
    };
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as Element;
      if (event.ctrlKey || event.metaKey || event.altKey || target.matches('input, select, textarea')) return;
      if (event.key === '+' || event.key === '=') camera.zoom(1.3);
      else if (event.key === '-') camera.zoom(1 / 1.3);
      else if (event.key === '0') camera.fit();
    };
    const onResize = (): void => {
      if (!moved.current) camera.fit();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    document.addEventListener('keydown', onKey);
    window.addEventListener('resize', onResize);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      document.removeEventListener('keydown', onKey);
      window.removeEventListener('resize', onResize);
    };
  }, []);

  // A different picture is shown whole, unless somebody has moved it and it is about as large as before.
  const last = useRef<Layout | null>(null);
  useEffect(() => {
    const before = last.current;
    last.current = layout;
    if (before === null || !moved.current || Math.abs(before.width - layout.width) > 400) {
      moved.current = false;
      camera.fit();
    } else camera.show();
  }, [layout]);
  return camera;
};
