export class Strokes {
    #canvas;
    #lines = [];
    constructor(canvas) {
        this.#canvas = canvas;
    }
    get empty() {
        return this.#lines.length === 0;
    }
    begin(x, y, width) {
        this.#lines.push({ width, points: [[x, y], [x, y]] });
        this.#draw();
    }
    extend(x, y) {
        this.#lines.at(-1)?.points.push([x, y]);
        this.#draw();
    }
    undo() {
        this.#lines.pop();
        this.#draw();
    }
    clear() {
        this.#lines = [];
        this.#draw();
    }
    async mask() {
        const mask = document.createElement('canvas');
        [mask.width, mask.height] = [this.#canvas.width, this.#canvas.height];
        const context = mask.getContext('2d');
        context.fillRect(0, 0, mask.width, mask.height);
        context.globalCompositeOperation = 'destination-out';
        context.drawImage(this.#canvas, 0, 0);
        return new Promise((resolve) => mask.toBlob(resolve, 'image/png'));
    }
    #draw() {
        const context = this.#canvas.getContext('2d');
        context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
        [context.lineCap, context.lineJoin, context.strokeStyle] = ['round', 'round', '#ff5a36'];
        for (const { width, points } of this.#lines) {
            context.lineWidth = width;
            context.beginPath();
            context.moveTo(...points[0]);
            for (const point of points) {
                context.lineTo(...point);
            }
            context.stroke();
        }
    }
}
