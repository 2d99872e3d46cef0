namespace Darkroom.Tests.Server.Studio;

public sealed class StudioLinkTests
{
    [Theory]
    [InlineData("prompt=fox-prompt", "fox-prompt")]
    [InlineData("negative_prompt=no-text-at-all", "no-text-at-all")]
    [InlineData("seed=424242", "424242")]
    [InlineData("size=640x480", "640x480")]
    [InlineData("n=13", "value=\"13\"")]
    public async Task A_link_fills_in_the_form(string query, string expected)
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Contains(
            expected,
            await server.Client.GetStringAsync(new Uri($"/?{query}", UriKind.Relative), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }
}
