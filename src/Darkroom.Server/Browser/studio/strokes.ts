/** What was painted with the brush: kept as lines, so that each can be taken back. */
export class Strokes {
  readonly #canvas: HTMLCanvasElement;
  #lines: { readonly width: number; readonly points: (readonly [number, number])[] }[] = [];

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  get empty(): boolean {
    return this.#lines.length === 0;
  }

  /** @param width In the picture's own pixels, as all coordinates are. */
  begin(x: number, y: number, width: number): void {
    // Twice the same point: a line without length would leave no dot.
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

  /** A PNG of the picture's size, transparent where something was painted. */
  async mask(): Promise<Blob | null> {
    const mask = document.createElement('canvas');
    [mask.width, mask.height] = [this.#canvas.width, this.#canvas.height];
    const pen = mask.getContext('2d')!;
    pen.fillRect(0, 0, mask.width, mask.height);
    pen.globalCompositeOperation = 'destination-out';
    pen.drawImage(this.#canvas, 0, 0);
    return new Promise((resolve) => mask.toBlob(resolve, 'image/png'));
  }

  #draw(): void {
    const pen = this.#canvas.getContext('2d')!;
    pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    [pen.lineCap, pen.lineJoin, pen.strokeStyle] = ['round', 'round', '#ff5a36'];
    for (const { width, points } of this.#lines) {
      pen.lineWidth = width;
      pen.beginPath();
      pen.moveTo(...points[0]!);
      for (const point of points) {
        pen.lineTo(...point);
      }
      pen.stroke();
    }
  }
}
