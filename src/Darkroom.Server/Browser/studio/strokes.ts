const colour = '#ff5a36';
const shortest = 0.01;

interface Line {
  readonly width: number;
  readonly erases: boolean;
  readonly points: (readonly [number, number])[];
}

/** The steps of painting a mask, kept as they were made, so that each can be undone. */
export class Strokes {
  readonly #canvas: HTMLCanvasElement;
  #steps: (Line | 'invert')[] = [];
  /** The width of the soft edge, in pixels of the canvas. */
  #feather = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  get empty(): boolean {
    return this.#steps.length === 0;
  }

  /**
   * @param width The width in pixels of the image, as all coordinates.
   * @param erases True to remove what was painted.
   */
  begin(x: number, y: number, width: number, erases: boolean): void {
    // A line without length draws nothing, also where the brush only touches the image.
    this.#steps.push({ width, erases, points: [[x, y], [x + shortest, y]] });
    this.#draw();
  }

  extend(x: number, y: number): void {
    const line = this.#steps.at(-1);
    if (line && line !== 'invert') {
      line.points.push([x, y]);
      this.#draw();
    }
  }

  /** Paints what was not painted, and the reverse. */
  invert(): void {
    this.#steps.push('invert');
    this.#draw();
  }

  /** Sets the width of the soft edge, in pixels of the image. */
  set feather(width: number) {
    this.#feather = width;
    this.#draw();
  }

  undo(): void {
    this.#steps.pop();
    this.#draw();
  }

  clear(): void {
    this.#steps = [];
    this.#draw();
  }

  /** Returns a PNG of the canvas size, transparent in the painted area. */
  async mask(): Promise<Blob | null> {
    const mask = document.createElement('canvas');
    [mask.width, mask.height] = [this.#canvas.width, this.#canvas.height];
    const context = mask.getContext('2d')!;
    context.fillRect(0, 0, mask.width, mask.height);
    context.globalCompositeOperation = 'destination-out';
    context.drawImage(this.#canvas, 0, 0);
    return new Promise((resolve) => mask.toBlob(resolve, 'image/png'));
  }

  #draw(): void {
    const context = this.#canvas.getContext('2d')!;
    const { width, height } = this.#canvas;
    context.clearRect(0, 0, width, height);
    [context.lineCap, context.lineJoin, context.strokeStyle, context.fillStyle] = ['round', 'round', colour, colour];
    for (const step of this.#steps) {
      if (step === 'invert') {
        context.globalCompositeOperation = 'xor';
        context.fillRect(0, 0, width, height);
      } else {
        context.globalCompositeOperation = step.erases ? 'destination-out' : 'source-over';
        context.lineWidth = step.width;
        context.beginPath();
        context.moveTo(...step.points[0]!);
        for (const point of step.points) {
          context.lineTo(...point);
        }
        context.stroke();
      }
    }
    context.globalCompositeOperation = 'source-over';
    this.#feather > 1 && soften(this.#canvas, this.#feather);
  }
}

/** Softens the edges of a canvas: it is reduced, so that a pixel has the width of the edge, and enlarged again. */
function soften(canvas: HTMLCanvasElement, width: number): void {
  const small = document.createElement('canvas');
  [small.width, small.height] = [canvas.width, canvas.height].map((edge) => Math.max(1, Math.round((edge * 2) / width))) as [number, number];
  const context = canvas.getContext('2d')!;
  const reduced = small.getContext('2d')!;
  for (const one of [context, reduced]) {
    [one.imageSmoothingEnabled, one.imageSmoothingQuality] = [true, 'high'];
  }
  reduced.drawImage(canvas, 0, 0, small.width, small.height);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}
