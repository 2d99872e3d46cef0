using System.Collections.Immutable;
using System.Text;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Export;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Tests.Campaigns.Export;

/// <summary>No pattern gives two creatives the same name.</summary>
public sealed class ExportNamesTests
{
    [Fact]
    public void The_default_pattern_names_headlines_and_calls_to_action_if_there_are_several()
    {
        Assert.Equal("{campaign}_{concept}_{format}_{language}_{version}", NameTemplate.DefaultFor(BriefOf(["a"], ["b"])).ToString());
        Assert.Equal("{campaign}_{concept}_{format}_{language}_{headline}_{cta}_{version}", NameTemplate.DefaultFor(BriefOf(["a", "b"], ["c", "d"])).ToString());

        var names = NamesOf(BriefOf(["Walk on air", "Run"], ["Go"]), null);
        Assert.False(names.IsCompleted);
        Assert.Equal("instagram/sale_1_instagram-square_en_walk-on-air_v1", names.Paths[new CreativeKey(0, "instagram-square", 0, 0, "en")]);
    }

    [Theory]
    [InlineData("{campaign}", "{campaign}_{concept}_{format}_{language}_{headline-number}_{cta-number}")]
    [InlineData("{campaign}_{format}_{concept}", "{campaign}_{format}_{concept}_{language}_{headline-number}_{cta-number}")]
    [InlineData("{width}", "{width}_{concept}_{format}_{language}_{headline-number}_{cta-number}")]
    [InlineData("{format}_{language}_{concept}_{headline-number}_{cta-number}", "{format}_{language}_{concept}_{headline-number}_{cta-number}")]
    public void A_pattern_is_completed_by_what_differs(string pattern, string completed)
    {
        var brief = BriefOf(["a", "b"], ["c", "d"]) with { Formats = ["instagram-square", "instagram-story", "google-300x250"], Concepts = 2 };
        brief = brief with { Copy = [brief.Copy[0], brief.Copy[0] with { Language = "de" }] };

        var names = NamesOf(brief, pattern);

        Assert.Equal((completed, completed != pattern), (names.Template.ToString(), names.IsCompleted));
        AllDiffer(names, 48);
    }

    [Fact]
    public void Names_that_a_file_system_takes_for_the_same_get_different_ends()
    {
        // Case, composition, ß as macOS compares it, and texts that differ in nothing that a name can have or only beyond its length.
        var far = new string('x', 200);
        var names = NamesOf(BriefOf(["Straße", "STRASSE", "Caf\u00E9", "Cafe\u0301", "!", "?", $"{far}1", $"{far}2", "invoice\u202Egpj", "invoicegpj"], ["Go"]), "{headline}");

        AllDiffer(names, 10);
        Assert.Equal("{headline}_{headline-number}", names.Template.ToString());
        Assert.All(names.Paths.Values, path => Assert.Matches(@"^instagram/[\p{L}\p{N}\p{M}_-]+_h\d+$", path));
        Assert.All(names.Paths.Values, path => Assert.InRange(Encoding.UTF8.GetByteCount(path), 1, 255));
    }

    [Fact]
    public void What_is_added_is_never_cut()
    {
        var brief = BriefOf([new string('長', 100), new string('長', 101)], ["Go"]) with { Name = new string('名', 100), Brand = new string('牌', 100) };

        AllDiffer(NamesOf(brief, "{campaign}{brand}{headline}{cta}{campaign}{brand}{headline}"), 2);
    }

    private static void AllDiffer(ExportNames names, int count) =>
        Assert.Equal(count, names.Paths.Values.Select(path => path.Normalize(NormalizationForm.FormD).Replace("ß", "ss", StringComparison.Ordinal)).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    private static ExportNames NamesOf(Brief brief, string? pattern)
    {
        var template = NameTemplate.DefaultFor(brief);
        Assert.True(pattern is null || NameTemplate.TryParse(pattern, out template, out _));
        var campaign = new Campaign { Id = "", CreatedAt = default, ChangedAt = default, Brief = brief }.WithPlannedImages();
        return ExportNames.Create(campaign, template!, [.. CreativeMatrix.Creatives(campaign, ImmutableDictionary<CreativeKey, CreativeState>.Empty)]);
    }

    private static Brief BriefOf(string[] headlines, string[] calls) => new()
    {
        Name = "Sale",
        Formats = ["instagram-square"],
        Concepts = 1,
        Copy = [new CampaignCopy("en", [.. headlines], [.. calls])],
    };
}
