using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Darkroom.Tests.Browser;

/// <summary>What axe-core and systems with high contrast require of every page.</summary>
public sealed class AccessibilityTests(Chromium chromium) : SitePagesTest(chromium)
{
    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(320, ColorScheme.Light)]
    public async Task No_page_has_a_serious_violation(int width, ColorScheme scheme)
    {
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = scheme });
        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            await FramesPassAsync(page);
            var violations = await ViolationsAsync(page);
            Assert.True(violations.Length == 0, $"{address}: {violations}");
        }
    }

    [Fact]
    public async Task High_contrast_shows_what_is_chosen_and_what_has_the_focus()
    {
        var page = await OpenAsync("/", new() { ForcedColors = ForcedColors.Active });

        await page.FocusAsync("#prompt");
        Assert.Equal("solid 3px", await OutlineAsync(page, ".composer"));
        Assert.Equal("solid 2px", await OutlineAsync(page, ".ratio:has(:checked)"));
        Assert.StartsWith("none", await OutlineAsync(page, ".ratio:not(:has(:checked))"), StringComparison.Ordinal);
        Assert.Equal("solid 2px", await OutlineAsync(page, ".bar-links [aria-current]"));
    }

    [Theory]
    [InlineData(ColorScheme.Dark)]
    [InlineData(ColorScheme.Light)]
    public async Task The_prompt_has_a_ring_with_contrast_when_it_has_the_focus(ColorScheme scheme)
    {
        var page = await OpenAsync("/", new() { ColorScheme = scheme });
        await page.FocusAsync("#prompt");

        Assert.Equal("solid 2px", await OutlineAsync(page, ".composer"));
        var contrast = await page.EvaluateAsync<double>(
            """
            (() => {
              const light = (colour) => {
                const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const composer = getComputedStyle(document.querySelector('.composer'));
              const ring = light(composer.outlineColor);
              return Math.min(...[composer.backgroundColor, getComputedStyle(document.documentElement).backgroundColor]
                .map(light).map((ground) => (Math.max(ring, ground) + 0.05) / (Math.min(ring, ground) + 0.05)));
            })()
            """);
        Assert.InRange(contrast, 3, 21);
    }

    [Fact]
    public async Task The_name_of_a_creative_contains_the_text_that_is_shown_over_it()
    {
        var page = await OpenAsync();
        await FillAsync(page);
        foreach (var address in (await AddressesAsync(page)).Where(address => address.StartsWith("/campaigns/", StringComparison.Ordinal) || address.StartsWith("/review/", StringComparison.Ordinal)))
        {
            await page.GotoAsync(address);
            await FramesPassAsync(page);
            var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["label-content-name-mismatch"] } });
            Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes).Select(node => $"{address}: {node.Html}"));
        }
    }

    private static async Task<string> ViolationsAsync(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        return string.Join('\n', result.Violations
            .Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }

    private static Task<string> OutlineAsync(IPage page, string selector) => page.Locator(selector).First.EvaluateAsync<string>(
        "(one) => `${getComputedStyle(one).outlineStyle} ${getComputedStyle(one).outlineWidth}`");
}
