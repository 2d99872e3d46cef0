using System.Resources;
using System.Text.RegularExpressions;
using Darkroom.Campaigns;
using Darkroom.Imaging;
using Darkroom.Painter;
using Darkroom.Providers;
using Darkroom.Server.Access.Pages;
using Darkroom.Server.Campaigns.Pages;
using Darkroom.Server.Commands.Pages;
using Darkroom.Server.Gallery.Pages;
using Darkroom.Server.Http;
using Darkroom.Server.Imports.Pages;
using Darkroom.Server.Settings.Pages;
using Darkroom.Server.Sharing.Pages;
using Darkroom.Server.Studio.Pages;

namespace Darkroom.Tests.Server.Http;

/// <summary>The texts of pages and scripts in the resources.</summary>
public sealed partial class TextsTests
{
    private static readonly ResourceManager[] Features =
        [
            StudioTexts.ResourceManager, PromptTexts.ResourceManager, GalleryTexts.ResourceManager, CampaignTexts.ResourceManager, SettingsTexts.ResourceManager,
            AccessTexts.ResourceManager, SiteTexts.ResourceManager, ImportTexts.ResourceManager, SharingTexts.ResourceManager, CommandsTexts.ResourceManager,
            ProblemTexts.ResourceManager, EngineTexts.ResourceManager, RuleTexts.ResourceManager, ProviderTexts.ResourceManager, PainterTexts.ResourceManager,
            ImagingTexts.ResourceManager,
        ];

    private static readonly string Source = Path.Combine(SourceTree.Root, "src", "Darkroom.Server");

    [Fact]
    public void Every_text_that_a_script_shows_is_in_the_resources()
    {
        var names = Features.SelectMany(NamesOf).ToHashSet(StringComparer.Ordinal);
        var used = Directory.EnumerateFiles(Path.Combine(Source, "Browser"), "*.ts", SearchOption.AllDirectories)
            .SelectMany(file => ScriptText().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.True(names.Contains(name) || (names.Contains(name + "One") && names.Contains(name + "Many")), name));
    }

    [Fact]
    public void Every_text_in_the_resources_is_used()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" or ".ts")
            .Select(File.ReadAllText));

        var used = Property().Matches(sources).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.All(Features.SelectMany(NamesOf), name => Assert.True(
            used.Contains(name)
            || sources.Contains($"'{name}'", StringComparison.Ordinal)
            || sources.Contains($"'{Plural().Replace(name, "")}'", StringComparison.Ordinal),
            $"{name} is not used."));
    }

    private static IEnumerable<string> NamesOf(ResourceManager texts) =>
        texts.GetResourceSet(System.Globalization.CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!
            .Cast<System.Collections.DictionaryEntry>().Select(entry => (string)entry.Key);

    [GeneratedRegex("'(?<name>Live[A-Za-z0-9]+)'")]
    private static partial Regex ScriptText();

    [GeneratedRegex(@"Texts\.(?<name>\w+)")]
    private static partial Regex Property();

    [GeneratedRegex("(One|Many)$")]
    private static partial Regex Plural();
}
