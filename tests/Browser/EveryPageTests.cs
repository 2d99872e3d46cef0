using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Rules for every page.</summary>
public sealed class EveryPageTests(Chromium chromium) : SitePagesTest(chromium)
{
    [Fact]
    public async Task No_page_violates_its_content_security_policy()
    {
        var page = await OpenAsync();
        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            await FramesPassAsync(page);
            Assert.Empty(await page.EvaluateAsync<string[]>("__watch.breaches"));
        }
    }

    [Theory]
    [InlineData(320)]
    [InlineData(360)]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1440)]
    public async Task No_page_scrolls_sideways_and_none_shifts_while_it_loads(int width)
    {
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = width, Height = 844 } });
        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            await FramesPassAsync(page);
            Assert.Equal((address, 0), (address, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")));
            Assert.Equal((address, "[]"), (address, await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts)")));
        }
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    [InlineData(2200)]
    public async Task The_title_and_the_way_back_are_at_the_same_place_on_every_page(int width)
    {
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = width, Height = 844 } });
        await FillAsync(page);
        var (titles, ways) = (new List<string>(), new List<string>());
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            if (width < 900 && await page.Locator("darkroom-viewer").CountAsync() > 0)
            {
                // In a narrow window the image has all the height, and the viewer has a bar of its own.
                continue;
            }

            titles.AddRange(await PlacesAsync(page, "h1:not(.visually-hidden)"));
            ways.AddRange(await PlacesAsync(page, ".page-up"));
        }

        Assert.InRange(titles.Count, 30, 60);
        Assert.Single(titles.Distinct());
        Assert.InRange(ways.Count, 15, titles.Count - 1);
        Assert.Single(ways.Distinct());
    }

    [Fact]
    public async Task A_page_below_another_leads_back_to_it_and_marks_its_part_of_the_site()
    {
        var page = await OpenAsync();
        await FillAsync(page);
        var addresses = await AddressesAsync(page);
        var image = addresses.First(address => address.StartsWith("/images/", StringComparison.Ordinal) && address.EndsWith("/view", StringComparison.Ordinal));
        var campaign = addresses.First(address => address.StartsWith("/campaigns/", StringComparison.Ordinal) && address.Length > 40);
        (string Page, string Above, string Part)[] pages =
        [
            ("/queue", "/", "Studio"), ("/prompts", "/", "Studio"), ("/presets", "/", "Studio"), ("/commands", "/", "Studio"),
            (campaign, "/campaigns", "Campaigns"), ("/campaigns/new", "/campaigns", "Campaigns"), ("/campaigns/brand-kits", "/campaigns", "Campaigns"),
            (addresses.First(address => address.StartsWith($"{campaign}/creatives/", StringComparison.Ordinal)), campaign, "Campaigns"),
            (image, "/gallery#" + image.Split('/')[2], "Gallery"), (image.Replace("/view", "/similar", StringComparison.Ordinal), image, "Gallery"),
            (image.Replace("/view", "/upscale", StringComparison.Ordinal), image, "Gallery"), ("/gallery/import", "/gallery", "Gallery"),
            ("/settings/keys", "/settings#api-keys", "Settings"), ("/settings/webhooks", "/settings#webhooks", "Settings"), ("/shares", "/settings#shares", "Settings"),
            (addresses.First(address => address.StartsWith("/settings/webhooks/", StringComparison.Ordinal)), "/settings/webhooks", "Settings"),
        ];
        foreach (var (address, above, part) in pages)
        {
            await page.GotoAsync(address);
            Assert.Equal((address, above), (address, await page.Locator("main .page-head > .page-up a").GetAttributeAsync("href")));
            await Expect(page.Locator(".bar-links [aria-current]")).ToHaveTextAsync(part);
            Assert.Equal("true", await page.Locator(".bar-links [aria-current]").GetAttributeAsync("aria-current"));
        }

        foreach (var (address, part) in new[] { ("/", "Studio"), ("/campaigns", "Campaigns"), ("/gallery", "Gallery"), ("/settings", "Settings") })
        {
            await page.GotoAsync(address);
            await Expect(page.Locator(".page-up")).ToHaveCountAsync(0);
            await Expect(page.Locator(".bar-links [aria-current=page]")).ToHaveTextAsync(part);
        }
    }

    [Fact]
    public async Task On_a_phone_every_control_is_large_enough_for_a_finger()
    {
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true });
        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            var small = await page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll('button, select, textarea, summary, .button, .chip, .ratio, .lock, .brand, .bar-links a, '
                    + 'input:not([type=radio], [type=checkbox], [type=hidden])')]
                  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
                  .map((one) => ({ one, box: one.getBoundingClientRect() }))
                  .filter(({ box }) => box.height < 43.9 || box.width < 43.9)
                  .map(({ one, box }) => `${one.id || one.className || one.localName} ${box.width} x ${box.height}`)
                """);
            Assert.Empty(small.Select(one => $"{address}: {one}"));
        }
    }

    [Fact]
    public async Task Every_field_and_button_has_a_name_and_every_image_an_alternative_text()
    {
        var page = await OpenAsync();
        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            var nameless = await page.EvaluateAsync<string[]>(
                """
                [
                  ...[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
                    .filter((one) => !(one.labels.length || one.ariaLabel)),
                  ...[...document.querySelectorAll('button, a[href]')]
                    .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.querySelector('img[alt]:not([alt=""])'))),
                  // An image without alternative text only decorates a link with a text.
                  ...[...document.images].filter((one) => !one.alt && !(one.hasAttribute('alt') && one.closest('a')?.textContent.trim())),
                ].map((one) => one.outerHTML.slice(0, 200))
                """);
            Assert.Empty(nameless);
            Assert.Equal(1, await page.Locator("h1").CountAsync());
        }
    }

    [Theory]
    [InlineData(ColorScheme.Dark)]
    [InlineData(ColorScheme.Light)]
    public async Task Text_has_enough_contrast(ColorScheme scheme)
    {
        var page = await OpenAsync("/", new() { ColorScheme = scheme });
        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            var faint = await page.EvaluateAsync<string[]>(Contrast);
            Assert.Empty(faint.Select(one => $"{address}: {one}"));
        }
    }

    [Fact]
    public async Task Settings_show_the_state_of_each_provider()
    {
        var page = await OpenAsync("/settings");

        await Expect(page.Locator("[data-provider=painter]")).ToContainTextAsync("Painter");
        await Expect(page.Locator("[data-provider=painter] .provider-state")).ToHaveTextAsync("Ready");
        await Expect(page.Locator("[data-provider=openai] .provider-state")).ToHaveTextAsync("Configured, not used since the start");
        await Expect(page.Locator("main")).Not.ToContainTextAsync("sk-test");
    }

    [Fact]
    public async Task An_unknown_address_says_so_and_links_back()
    {
        var page = await OpenAsync("/nothing/here");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Not found");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open Studio", Exact = true }).ClickAsync();

        await Expect(page.Locator("#prompt")).ToBeVisibleAsync();
    }

    /// <summary>Returns where elements begin within the frame of the page.</summary>
    private static Task<string[]> PlacesAsync(IPage page, string selector) => page.EvaluateAsync<string[]>(
        """
        (selector) => [...document.querySelectorAll(`main ${selector}`)].filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())
          .map(({ left, top }) => `${Math.round(left)} ${Math.round(top - document.querySelector('main').getBoundingClientRect().top)}`)
        """,
        selector);

    /// <summary>Returns texts whose contrast with their background is below WCAG AA, except text over images.</summary>
    private const string Contrast = """
        (() => {
          const parse = (colour) => (/rgba?\((.+)\)/.exec(colour)?.[1] ?? '0,0,0,0').split(/[ ,/]+/).map(Number);
          const light = (colour) => {
            const [r, g, b] = colour.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (element) => {
            for (let at = element; at; at = at.parentElement) {
              const colour = parse(getComputedStyle(at).backgroundColor);
              if (colour[3] !== 0) {
                return colour;
              }
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll('body *')]
            .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest('.gallery-caption, .visually-hidden, .skip'))
            .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .map((one) => {
              const style = getComputedStyle(one);
              const [a, b] = [light(parse(style.color)), light(ground(one))];
              const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              return { one, ratio, needed: parseFloat(style.fontSize) >= 24 ? 3 : 4.5 };
            })
            .filter(({ ratio, needed }) => ratio < needed)
            .map(({ one, ratio }) => `${ratio.toFixed(2)} ${one.className || one.localName}: ${one.textContent.trim().slice(0, 40)}`);
        })()
        """;
}
