export function placeholder(base64) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    if (bytes.length < 5) {
        return '';
    }
    const { width, height, pixels } = decode(bytes);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    try {
        canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
        return canvas.toDataURL();
    }
    catch {
        return '';
    }
}
class AmplitudeReader {
    #bytes;
    #next;
    constructor(bytes, start) {
        this.#bytes = bytes;
        this.#next = start * 2;
    }
    read(nx, ny, scale) {
        const amplitudes = [];
        for (let y = 0; y < ny; y++) {
            for (let x = y === 0 ? 1 : 0; x * ny < nx * (ny - y); x++) {
                const byte = this.#bytes[this.#next >> 1] ?? 0;
                const nibble = this.#next++ & 1 ? byte >> 4 : byte & 15;
                amplitudes.push((nibble / 7.5 - 1) * scale);
            }
        }
        return { nx, ny, amplitudes };
    }
}
function decode(bytes) {
    const at = (index) => bytes[index] ?? 0;
    const first = at(0) | (at(1) << 8) | (at(2) << 16);
    const second = at(3) | (at(4) << 8);
    const hasAlpha = first >> 23 !== 0;
    const landscape = second >> 15 !== 0;
    const long = hasAlpha ? 5 : 7;
    const short = Math.max(1, second & 7);
    const [lx, ly] = landscape ? [long, Math.max(3, short)] : [Math.max(3, short), long];
    const reader = new AmplitudeReader(bytes, hasAlpha ? 6 : 5);
    const l = { mean: (first & 63) / 63, waves: reader.read(lx, ly, ((first >> 18) & 31) / 31) };
    const p = { mean: ((first >> 6) & 63) / 31.5 - 1, waves: reader.read(3, 3, (((second >> 3) & 63) / 63) * 1.25) };
    const q = { mean: ((first >> 12) & 63) / 31.5 - 1, waves: reader.read(3, 3, (((second >> 9) & 63) / 63) * 1.25) };
    const a = hasAlpha ? { mean: (at(5) & 15) / 15, waves: reader.read(5, 5, (at(5) >> 4) / 15) } : undefined;
    const ratio = landscape ? long / short : short / long;
    const width = Math.max(1, Math.round(ratio > 1 ? 32 : 32 * ratio));
    const height = Math.max(1, Math.round(ratio > 1 ? 32 / ratio : 32));
    const pixels = new Uint8ClampedArray(width * height * 4);
    const [across, down] = [cosines(width), cosines(height)];
    for (let y = 0, i = 0; y < height; y++) {
        for (let x = 0; x < width; x++, i += 4) {
            const at = (wave, mean) => sample(wave, mean, across[x] ?? [], down[y] ?? []);
            const light = at(l.waves, l.mean);
            const yellowBlue = at(p.waves, p.mean);
            const redGreen = at(q.waves, q.mean);
            const blue = light - (2 / 3) * yellowBlue;
            const red = (3 * light - blue + redGreen) / 2;
            pixels.set([255 * red, 255 * (red - redGreen), 255 * blue, 255 * (a ? at(a.waves, a.mean) : 1)], i);
        }
    }
    return { width, height, pixels };
}
function cosines(length) {
    return Array.from({ length }, (_, position) => Array.from({ length: 7 }, (_, wave) => Math.cos((Math.PI / length) * (position + 0.5) * wave)));
}
function sample({ nx, ny, amplitudes }, mean, across, down) {
    let value = mean;
    let next = 0;
    for (let y = 0; y < ny; y++) {
        for (let x = y === 0 ? 1 : 0; x * ny < nx * (ny - y); x++) {
            value += (amplitudes[next++] ?? 0) * (across[x] ?? 0) * (down[y] ?? 0) * 2;
        }
    }
    return value;
}
