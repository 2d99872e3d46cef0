// The parameters of images beside each other.
import { text } from '../shared/texts.js';

/** Reads the prompt and the parameters from the page of an image. */
export function parametersOf(page: Document): ReadonlyMap<string, string> {
  const prompt = page.querySelector('.viewer-prompt')?.textContent ?? '';
  const parameters = [...page.querySelectorAll('dt[data-parameter]')].map((name): [string, string] => [name.textContent, name.nextElementSibling?.textContent ?? '']);
  return new Map([[text('LivePrompt'), prompt], ...parameters]);
}

/** Lists the parameters of each image; those that differ come first and are marked. */
export function showParameters(places: readonly Element[], images: readonly ReadonlyMap<string, string>[]): void {
  const names = [...new Set(images.flatMap((image) => [...image.keys()]))];
  const differing = names.filter((name) => new Set(images.map((image) => image.get(name))).size > 1);
  const same = names.filter((name) => !differing.includes(name));
  places.forEach((place, index) => {
    const list = document.createElement('dl');
    list.className = 'facts';
    for (const name of [...differing, ...same]) {
      const [term, value] = [document.createElement('dt'), document.createElement('dd')];
      const content = images[index]!.get(name) ?? '–';
      term.textContent = name;
      if (differing.includes(name)) {
        value.append(Object.assign(document.createElement('mark'), { textContent: content }));
      } else {
        value.textContent = content;
      }
      list.append(term, value);
    }
    place.replaceChildren(list);
  });
}
