/** The painted brush strokes, stored as lines, so that each can be undone. */
export class Strokes {
  readonly #canvas: HTMLCanvasElement;
  #lines: { readonly width: number; readonly points: (readonly [number, number])[] }[] = [];

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  get empty(): boolean {
    return this.#lines.length === 0;
  }

  /** @param width The width in pixels of the image, as all coordinates. */
  begin(x: number, y: number, width: number): void {
    // The same point twice, because a line without length draws nothing.
    this.#lines.push({ width, points: [[x, y], [x, y]] });
    this.#draw();
  }

  extend(x: number, y: number): void {
    this.#lines.at(-1)?.points.push([x, y]);
    this.#draw();
  }

  undo(): void {
    this.#lines.pop();
    this.#draw();
  }

  clear(): void {
    this.#lines = [];
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
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    [context.lineCap, context.lineJoin, context.strokeStyle] = ['round', 'round', '#ff5a36'];
    for (const { width, points } of this.#lines) {
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(...points[0]!);
      for (const point of points) {
        context.lineTo(...point);
      }
      context.stroke();
    }
  }
}
