const maxAltLength = 200;
export function partialImageUrl(event) {
    return event.data ? `data:${event.mime};base64,${event.data}` : event.url;
}
export function partialImageElement(event, alt) {
    const image = sized(event, alt);
    image.dataset['partialImageIndex'] = String(event.partial_image_index);
    image.src = partialImageUrl(event);
    return image;
}
export function finalImageElement(event, alt) {
    const image = sized(event, alt);
    image.sizes = '(max-width: 640px) 50vw, (max-width: 1100px) 33vw, 320px';
    image.srcset = `${event.url}/512 512w, ${event.url}/1024 1024w`;
    image.src = `${event.url}/1024`;
    return image;
}
function sized({ width, height }, alt) {
    const image = new Image(width, height);
    image.alt = alt.slice(0, maxAltLength);
    return image;
}
