import { animated, decoded, prefersReducedMotion } from './browser-features.js';
const maxBlur = 20;
const maxZoom = 1.1;
const fadeMs = 200;
const revealMs = 1000;
export class ImageLayers {
    #place;
    #added = 0;
    #shown = 0;
    constructor(place) {
        this.#place = place;
    }
    async add(image, last = false, fade = fadeMs) {
        const order = ++this.#added;
        const usable = await decoded(image);
        if (order < this.#shown || !(usable || last)) {
            return undefined;
        }
        this.#shown = order;
        const below = [...this.#place.children];
        image.style.opacity = '0';
        this.#place.append(image);
        const animation = animated(image, { opacity: [0, 1] }, { duration: fade, easing: 'ease-out', fill: 'forwards' });
        const settle = () => {
            image.style.opacity = '';
            animation?.cancel();
            below.forEach((old) => old.remove());
        };
        animation ? animation.finished.then(settle, () => { }) : settle();
        return below.length;
    }
    async addPartial(image, url, index, count) {
        if ((await this.add(image)) !== undefined) {
            this.setPartial(url, index, count);
        }
    }
    setPartial(url, index, count) {
        this.setEdge(url);
        this.setBlur(Math.max(0, 1 - index / Math.max(1, count)));
    }
    clear() {
        this.#shown = ++this.#added;
        this.#place.replaceChildren();
        this.#place.style.removeProperty('--blur');
        this.#place.style.removeProperty('--zoom');
        this.#place.style.removeProperty('--edge');
    }
    freeze() {
        this.#shown = ++this.#added;
    }
    setEdge(url) {
        this.#place.style.setProperty('--edge', `url("${url}")`);
    }
    setBlur(share) {
        this.#place.style.setProperty('--blur', `${(maxBlur * share).toFixed(1)}px`);
        this.#place.style.setProperty('--zoom', (1 + (maxZoom - 1) * share).toFixed(4));
    }
    reveal() {
        const reduced = prefersReducedMotion();
        animated(this.#place, { filter: [`blur(${maxBlur}px)`, 'blur(0px)'], transform: [`scale(${maxZoom})`, 'scale(1)'] }, { duration: reduced ? 0 : revealMs, easing: 'linear' });
    }
}
