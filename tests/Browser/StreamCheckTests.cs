using Darkroom.Tests.Server.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The stream check of the settings page, which finds problems of proxies.</summary>
public sealed class StreamCheckTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Without_a_proxy_no_problem_is_found()
    {
        var page = await OpenAsync("/settings");
        await CheckAsync(page);

        await Expect(Findings(page, "good")).ToHaveCountAsync(3);
        await Expect(Findings(page, "bad")).ToHaveCountAsync(0);
        await Expect(page.Locator("#findings")).ToContainTextAsync("Events arrive one by one");
        await Expect(page.Locator("#findings")).ToContainTextAsync("A silence of 1 seconds is not cut off.");
        Assert.Empty(await page.EvaluateAsync<string[]>("__watch.breaches"));
    }

    [Fact]
    public async Task Behind_nginx_with_its_defaults_only_the_old_protocol_is_reported()
    {
        await using var nginx = await Nginx.StartAsync(Server.Address);
        var page = await OpenAsync(new Uri(nginx.Address, "/settings").ToString());
        await CheckAsync(page);

        await Expect(Findings(page, "good")).ToHaveCountAsync(2);
        await Expect(Findings(page, "bad")).ToContainTextAsync("proxy_http_version 1.1;");
    }

    [Fact]
    public async Task A_proxy_that_buffers_events_is_reported_with_the_fix()
    {
        await using var nginx = await Nginx.StartAsync(Server.Address, "proxy_ignore_headers X-Accel-Buffering;");
        var page = await OpenAsync(new Uri(nginx.Address, "/settings").ToString());
        await CheckAsync(page);

        await Expect(Findings(page, "bad").Last).ToContainTextAsync("proxy_buffering off;");
    }

    [Fact]
    public async Task A_proxy_that_cuts_off_silence_is_reported()
    {
        await using var nginx = await Nginx.StartAsync(Server.Address, "proxy_http_version 1.1; proxy_read_timeout 10s;");
        var page = await OpenAsync(new Uri(nginx.Address, "/settings").ToString());
        await CheckAsync(page, silence: 30);

        await Expect(page.Locator("#findings")).ToContainTextAsync("A silent connection is cut off after 10 s");
        await Expect(Findings(page, "bad")).ToHaveCountAsync(1);
    }

    private static ILocator Findings(IPage page, string finding) => page.Locator($"#findings [data-finding={finding}]");

    private static async Task CheckAsync(IPage page, int silence = 1)
    {
        await page.Locator("darkroom-stream-check").EvaluateAsync("(check, silence) => { check.dataset.silence = silence }", silence);
        await page.ClickAsync("#check-stream");
        await Expect(page.Locator("#check-stream")).ToBeEnabledAsync();
    }
}
