namespace Darkroom.Tests.Browser;

/// <summary>
/// A script that records from the start of a page: every frame of every tile, every layout shift without user input, every
/// violation of the content security policy, and every animation that a script starts.
/// </summary>
internal static class Watch
{
    public const string Script = """
        (() => {
          const watch = (window.__watch = { shifts: [], breaches: [], tiles: {}, animations: [], holdReveal: false });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              if (!entry.hadRecentInput) {
                const place = (box) => `${Math.round(box.x)},${Math.round(box.y)} ${Math.round(box.width)}x${Math.round(box.height)}`;
                watch.shifts.push({
                  value: entry.value,
                  what: entry.sources.map((one) => `${one.node?.className || one.node?.nodeName}: ${place(one.previousRect)} to ${place(one.currentRect)}`),
                });
              }
            }
          }).observe({ type: 'layout-shift', buffered: true });
          addEventListener('securitypolicyviolation', (event) => watch.breaches.push(`${event.violatedDirective} ${event.blockedURI}`));

          const animate = Element.prototype.animate;
          Element.prototype.animate = function (keyframes, options) {
            const animation = animate.call(this, keyframes, options);
            watch.animations.push({ of: this.className || this.localName, properties: Object.keys(keyframes), duration: options.duration });
            if (watch.holdReveal && this.className === 'tile-layers') {
              animation.pause();
            }
            return animation;
          };

          const look = (at) => {
            for (const tile of document.querySelectorAll('#sheet [data-image-index]')) {
              const layers = tile.querySelector('.tile-layers');
              const { filter, transform } = getComputedStyle(layers);
              (watch.tiles[tile.dataset.imageIndex] ??= []).push({
                at,
                state: tile.dataset.state,
                blur: Number(/blur\(([\d.]+)px\)/.exec(filter)?.[1] ?? 0),
                zoom: Number(/matrix\(([\d.]+)/.exec(transform)?.[1] ?? 1),
                images: [...layers.querySelectorAll('img')].map((image) => ({
                  name: image.dataset.partialImageIndex ?? 'final',
                  painted: image.complete && image.naturalWidth > 0,
                  opacity: Number(getComputedStyle(image).opacity),
                })),
              });
            }
            requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        })();
        """;
}
