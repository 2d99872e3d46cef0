using System.Net;
using System.Text.RegularExpressions;

namespace Darkroom.Tests.Server.Studio;

/// <summary>The studio's form without scripts.</summary>
public sealed partial class StudioFormTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_that_is_sent_twice_starts_once_and_so_does_a_changed_form()
    {
        await using var server = await RunningServer.StartAsync();
        var once = Once().Match(await server.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel)).Groups[1].Value;
        foreach (var prompt in new[] { "a fox", "a fox", "an owl", "an owl" })
        {
            using var form = new FormUrlEncodedContent([new("once", once), new("provider", "painter"), new("n", "1"), new("size", "64x64"), new("prompt", prompt)]);
            using var answer = await server.Client.PostAsync(new Uri("/start", UriKind.Relative), form, Cancel);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }

        var page = await server.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel);
        Assert.Equal(2, Sheet().Count(page));
    }

    [GeneratedRegex("name=\"once\" value=\"([^\"]+)\"")]
    private static partial Regex Once();

    [GeneratedRegex("<darkroom-sheet[^>]*data-generation=\"[^\"]+\"")]
    private static partial Regex Sheet();
}
