export function statusContent(text) {
    if (!text.endsWith('…')) {
        return [text];
    }
    const dots = Object.assign(document.createElement('span'), { className: 'dots', ariaHidden: 'true' });
    dots.append(...['.', '.', '.'].map((dot) => Object.assign(document.createElement('span'), { textContent: dot })));
    return [text.slice(0, -1), dots];
}
