using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The reference page of the API. A violation of its content security policy is an error in the console, which fails the test.</summary>
public sealed class ApiReferenceTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_reference_page_shows_the_operations_and_asks_no_other_host()
    {
        var page = await OpenAsync("about:blank");
        var elsewhere = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Server.Address.ToString(), StringComparison.Ordinal) && request.Url.StartsWith("http", StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };
        await page.GotoAsync("/docs/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Read how an image was made; nothing is stored" })).ToBeVisibleAsync();
        Assert.Empty(elsewhere);
    }
}
