using System.Text.RegularExpressions;
using Darkroom.Server.Access;
using Darkroom.Tests.Server.Http;

namespace Darkroom.Tests.Server.Access;

/// <summary>SECURITY.md lists every route that needs no access key.</summary>
public sealed partial class OpenRoutesTests
{
    [Fact]
    public async Task SECURITY_md_lists_exactly_the_routes_that_need_no_key()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", "correct-horse-battery-staple"));
        var open = EveryEndpoint.Of(server).Where(one => KeyCheck.IsOpen(one.Pattern)).Select(one => $"{one.Method} {one.Pattern}");

        var text = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "SECURITY.md"), TestContext.Current.CancellationToken);
        var listed = Routes().Matches(text).SelectMany(line =>
            line.Groups["methods"].Value.Split(", ").Select(method => $"{method} {line.Groups["path"].Value}"));

        Assert.Equal(open.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^\\| `(?<methods>[A-Z, ]+) (?<path>/\\S*)` \\|", RegexOptions.Multiline)]
    private static partial Regex Routes();
}
