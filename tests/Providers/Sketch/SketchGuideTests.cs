using System.Text.RegularExpressions;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>docs/guide/writing-a-provider.md shows code that is compiled and tested here.</summary>
public sealed partial class SketchGuideTests
{
    [Fact]
    public void Every_sample_of_the_guide_is_compiled()
    {
        var guide = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/guide/writing-a-provider.md"));
        var sources = Directory.GetFiles(Path.Combine(SourceTree.Root, "tests/Providers/Sketch"), "*.cs").Select(file => File.ReadAllText(file)).ToList();

        var samples = Samples().Matches(guide).Select(match => match.Groups[1].Value).ToList();

        Assert.True(samples.Count >= 5);
        Assert.All(samples, sample => Assert.Contains(sources, source => source.Contains(sample, StringComparison.Ordinal)));
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Samples();
}
