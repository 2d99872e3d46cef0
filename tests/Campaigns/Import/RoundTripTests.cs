using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Export;
using Darkroom.Campaigns.Import;
using Darkroom.Imaging;
using Darkroom.Tests.Campaigns.Export;

namespace Darkroom.Tests.Campaigns.Import;

/// <summary>Importing the table of a package restores the texts that it was written from. The values are generated; a failure names its seed.</summary>
public sealed class RoundTripTests
{
    private const int Runs = 400;

    /// <summary>Pieces of text that tables, spreadsheets or Unicode treat specially.</summary>
    private static readonly string[] Pieces =
    [
        "\"", "\"\"", "'", "''", ",", ";", "\t", "\r", "\n", "\r\n", "=", "+", "-", "@", "＝", "＋", "－", "＠", "'=", "'-1", "=1+1", " ", "  ", "\u00A0", "\u3000",
        "\u0085", "\u2028", "\uFEFF", "\u200B", "\u00AD", "\u2011", "\u202E", "é", "e\u0301", "ｶﾞ", "ﬁ", "🎉", "👩‍👩‍👧", "\U0010FFFD", "\uFFFD", "海辺", "خصم", "sep=;", "\\n", "<b>", "&amp;",
        "null", "0", "a", "Sale", "–", "%", "|",
    ];

    [Fact]
    public async Task What_an_export_writes_an_import_reads_back_unchanged()
    {
        using var bench = await PackageBench.CreateAsync();
        for (var seed = 1; seed <= Runs; seed++)
        {
            var brief = BriefOf(new Random(seed), bench.Campaign.Brief);
            var check = new FieldValidator();
            BriefValidator.Run(brief, check);
            Assert.True(check.Problems.IsEmpty, $"Seed {seed}: {string.Join(' ', check.Problems)}");

            var table = await TableAsync(bench, bench.Campaign with { Brief = brief });
            foreach (var bytes in new[] { table, Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(table[3..]))).ToArray() })
            {
                var reading = CopySheet.Read(bytes, "en");
                Assert.True(reading.Problems.IsEmpty, $"Seed {seed}: {string.Join(' ', reading.Problems)}");
                var after = reading.ApplyTo(new Brief { Name = brief.Name, Product = "", Copy = [new CampaignCopy("xx", ["old"], ["old"], "old")] });
                var (expected, actual) = (Written(brief), Written(after));
                Assert.True(expected == actual, $"Seed {seed}: written {expected}, read {actual}");
            }
        }
    }

    [Fact]
    public async Task Equal_texts_keep_their_numbers_and_the_text_of_one_creative_does_not_replace_the_brief_s()
    {
        using var bench = await PackageBench.CreateAsync();
        var copy = ImmutableArray.Create(new CampaignCopy("en", ["One", "Two"], ["Buy"]), new CampaignCopy("de", ["Gleich", "Gleich"], ["Kaufen"], "AGB"));
        bench.Campaign = bench.Campaign with { Brief = bench.Campaign.Brief with { Copy = copy } };
        bench.Decide(new CreativeState { Headline = "Only here" }, new CreativeKey(0, PackageBench.Banner, 0, 0, "en"));

        var reading = CopySheet.Read(await TableAsync(bench, bench.Campaign), "en");

        Assert.Empty(reading.Problems);
        Assert.Equal(Written(bench.Campaign.Brief), Written(reading.ApplyTo(bench.Campaign.Brief)));
        Assert.Contains("2 different texts have the number of one headline of en; “One” was used.", reading.Notices);
    }

    private static Brief BriefOf(Random random, Brief brief)
    {
        string[] languages = ["en", "de", "pt-BR", "ar"];
        var (headlines, calls) = (random.Next(1, 11), random.Next(1, 6));
        return brief with
        {
            Product = Text(random, 60, empty: true),
            Copy =
            [
                .. languages.Take(random.Next(1, 5)).Select(language => new CampaignCopy(
                    language,
                    [.. Enumerable.Range(0, headlines).Select(_ => Text(random, BriefLimits.Headline))],
                    [.. Enumerable.Range(0, calls).Select(_ => Text(random, BriefLimits.CallToAction))],
                    random.Next(3) == 0 ? null : Text(random, BriefLimits.SmallPrint))),
            ],
        };
    }

    /// <summary>Returns a text of a few pieces that is valid in a brief: not only white space, and not too long.</summary>
    private static string Text(Random random, int longest, bool empty = false)
    {
        if (empty && random.Next(4) == 0)
        {
            return "";
        }

        var text = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        return string.IsNullOrWhiteSpace(text) || text.Length > longest ? "x" : text;
    }

    private static async Task<byte[]> TableAsync(PackageBench bench, Campaign campaign)
    {
        var plan = await bench.Packages().PlanAsync(new CompleteCampaign(campaign, bench.States), new ExportOptions(ImageFormat.Jpeg, NameTemplate.Default, Everything: true), TestContext.Current.CancellationToken);
        return ManifestTable.Write(plan.Items.Select(item => ManifestFile.Create(item, campaign.Brief, item.Image!, [], "image/jpeg", 90, "x", [])));
    }

    private static string Written(Brief brief) => JsonSerializer.Serialize(new { brief.Product, brief.Copy });
}
