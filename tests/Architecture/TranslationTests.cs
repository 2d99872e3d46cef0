using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Darkroom.Tests.Architecture;

/// <summary>Every text has its German translation.</summary>
public sealed partial class TranslationTests
{
    /// <summary>Reviewed: these are the same in both languages.</summary>
    private static readonly string[] Same =
    [
        "Band", "Billboard", "Download", "Enter", "Format", "Guidance (CFG)", "Hindi", "Import", "Layout", "Leaderboard", "LoRA {0}", "LoRAs", "LoRAs {0}", "Moderation", "Name",
        "Pin", "Prompt", "Remix", "Sampler", "Scheduler", "Seed", "Status {0}", "Story", "Studio", "Test", "Text", "Tokens", "Version", "Webhooks", "Workflows ({0})", "Zoom", "auto", "{0} ({1})", "{0} × {1}",
        "{0}, {1}",
    ];

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*Texts.resx", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(SourceTree.Root, file))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_text_is_translated_in_the_order_of_the_English_file(string file)
    {
        var (english, german) = (Read(file), Read(Path.ChangeExtension(file, ".de.resx")));

        Assert.Equal(english.Select(text => text.Name), german.Select(text => text.Name));
        Assert.DoesNotContain(german, text => string.IsNullOrWhiteSpace(text.Value));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_translation_has_the_values_of_the_English_text(string file) => Assert.All(
        Pairs(file),
        text => Assert.Equal((text.Name, Values(text.English)), (text.Name, Values(text.German))));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_translation_is_not_the_English_text(string file) => Assert.All(
        Pairs(file).Where(text => text.English == text.German),
        text => Assert.Contains(text.English, Same));

    /// <summary>German quotation marks and spaces that do not break before units and dashes.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void German_texts_follow_German_typography(string file) => Assert.All(
        Read(Path.ChangeExtension(file, ".de.resx")),
        text => Assert.DoesNotMatch(EnglishTypography(), text.Value));

    private static IEnumerable<(string Name, string English, string German)> Pairs(string file) =>
        Read(file).Join(Read(Path.ChangeExtension(file, ".de.resx")), text => text.Name, text => text.Name, (english, german) => (english.Name, english.Value, german.Value));

    private static List<(string Name, string Value)> Read(string file) =>
        [.. XDocument.Load(Path.Combine(SourceTree.Root, file)).Root!.Elements("data").Select(text => (text.Attribute("name")!.Value, text.Element("value")!.Value))];

    /// <summary>The values that a text names, such as "{0} {1:N0}": a translation may have them in another order and repeat them.</summary>
    private static string Values(string text) => string.Join(' ', Value().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Value();

    [GeneratedRegex("[\"']|(?<!„[^“]*)“|\\} (?:[kMG]?B|px|s|%|US\\$|Min\\.)(?!\\w)| […–]")]
    private static partial Regex EnglishTypography();
}
