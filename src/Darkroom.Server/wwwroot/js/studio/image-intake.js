export function acceptImageFiles(input, accepts, add, signal) {
    const root = document.documentElement;
    const addFrom = (event, data) => {
        const files = [...(data?.files ?? [])];
        if (accepts() && files.length > 0) {
            event.preventDefault();
            add(files);
        }
    };
    input.addEventListener('change', () => {
        add([...(input.files ?? [])]);
        input.value = '';
    }, { signal });
    document.addEventListener('paste', (event) => addFrom(event, event.clipboardData), { signal });
    document.addEventListener('drop', (event) => {
        root.removeAttribute('data-dropping');
        addFrom(event, event.dataTransfer);
    }, { signal });
    document.addEventListener('dragover', (event) => {
        if (accepts() && event.dataTransfer?.types.includes('Files')) {
            event.preventDefault();
            root.toggleAttribute('data-dropping', true);
        }
    }, { signal });
    document.addEventListener('dragleave', (event) => root.toggleAttribute('data-dropping', event.relatedTarget !== null && root.hasAttribute('data-dropping')), { signal });
}
export function readAsDataUrl(file) {
    return new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.onerror = () => resolve(undefined);
        reader.readAsDataURL(file);
    });
}
