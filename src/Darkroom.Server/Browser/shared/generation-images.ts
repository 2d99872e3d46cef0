import type { ImageEvent, PartialImageEvent } from './events.js';

const maxAltLength = 200;

/** Returns the URL of a partial image: a data URL if the event contains the image. */
export function partialImageUrl(event: PartialImageEvent): string {
  return event.data ? `data:${event.mime};base64,${event.data}` : event.url;
}

export function partialImageElement(event: PartialImageEvent, alt: string): HTMLImageElement {
  const image = sized(event, alt);
  image.dataset['partialImageIndex'] = String(event.partial_image_index);
  image.src = partialImageUrl(event);
  return image;
}

export function finalImageElement(event: ImageEvent, alt: string): HTMLImageElement {
  const image = sized(event, alt);
  image.sizes = '(max-width: 640px) 50vw, (max-width: 1100px) 33vw, 320px';
  image.srcset = `${event.url}/512 512w, ${event.url}/1024 1024w`;
  image.src = `${event.url}/1024`;
  return image;
}

function sized({ width, height }: PartialImageEvent | ImageEvent, alt: string): HTMLImageElement {
  const image = new Image(width, height);
  image.alt = alt.slice(0, maxAltLength);
  return image;
}
